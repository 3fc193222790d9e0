namespace Descent.Data.Datasets;

/// <summary>What a named data set is. Nothing is downloaded to say so.</summary>
public sealed record DatasetDescription
{
    /// <summary>The name that --data takes.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>How many training examples it has.</summary>
    public required long TrainExamples { get; init; }

    /// <summary>How many test examples it has.</summary>
    public required long TestExamples { get; init; }

    /// <summary>The shape of one input, [channels, height, width].</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>The class names by class number.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Under which terms it is published.</summary>
    public required string License { get; init; }

    /// <summary>Bytes to download, about; 0 when there is nothing to download.</summary>
    public required long DownloadBytes { get; init; }

    /// <summary>The folder of this machine where all of its files lie (they are checked when they are read); null when it is not here.</summary>
    public string? Location { get; init; }
}
