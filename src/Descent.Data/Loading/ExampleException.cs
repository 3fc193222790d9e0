namespace Descent.Data.Loading;

/// <summary>An example could not be read or transformed.</summary>
public sealed class ExampleException(long id, Exception cause)
    : Exception($"Example {id} could not be read: {cause.Message}", cause)
{
    /// <summary>The example's id.</summary>
    public long Id { get; } = id;
}
