namespace Descent.Runs;

/// <summary>What came out of a run that ended normally: the content of result.json.</summary>
public sealed record RunResult
{
    /// <summary>The newest format of result.json that this version reads, and the one that it writes.</summary>
    public const int NewestFormat = 1;

    /// <summary>The format of result.json; default 1.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>How the run ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Optimizer updates.</summary>
    public required long Steps { get; init; }

    /// <summary>Passes over the training split.</summary>
    public required int Epochs { get; init; }

    /// <summary>Mean loss on the test split; null if there was none.</summary>
    public double? TestLoss { get; init; }

    /// <summary>Accuracy on the test split in [0, 1]; null if there was none.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>How many outputs that accuracy was counted over; null if there was none.</summary>
    public long? TestCounted { get; init; }

    /// <summary>The share of test examples whose answer is right as a whole, in [0, 1]; null where labels are no answers.</summary>
    public double? TestExactMatch { get; init; }

    /// <summary>Accuracy on the validation split in [0, 1]; null if there was none.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Trained numbers in the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Seconds of training, resumed parts summed.</summary>
    public required double Seconds { get; init; }

    /// <summary>Training examples per second of <see cref="Seconds"/>.</summary>
    public required double ExamplesPerSecond { get; init; }
}
