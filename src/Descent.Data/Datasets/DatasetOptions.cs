using Descent.Data.Datasets.Acquisition;

namespace Descent.Data.Datasets;

/// <summary>How a data set is loaded.</summary>
public sealed record DatasetOptions
{
    /// <summary>Gets a line of text whenever something is downloaded or a wrong file is passed over; null tells nobody.</summary>
    public IProgress<string>? Progress { get; init; }

    internal Surroundings Surroundings { get; init; } = new();
}
