using Descent.Data.Sources;

namespace Descent.Data.Loading;

/// <summary>An example could not be read or transformed.</summary>
public sealed class ExampleException(long id, Exception cause)
    : Exception($"Example {id} could not be read: {cause.Message}", cause)
{
    /// <summary>The example's id in the whole data set, also when a subset of it was read; its position in a stream.</summary>
    public long Id { get; } = id;

    internal static ExampleException In(IExampleSource source, long id, Exception cause)
    {
        while (source is SubsetSource subset)
        {
            (source, id) = (subset.Source, subset.OriginalId(id));
        }

        return new ExampleException(id, cause);
    }
}
