using Descent.Runs;
using Descent.Training.Evaluation;
using Descent.Training.Splitting;

namespace Descent.Training;

/// <summary>What came of a run.</summary>
public sealed record TrainingOutcome
{
    /// <summary>How it ended.</summary>
    public required TrainingEnd End { get; init; }

    /// <summary>Its folder.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>Updates made, those before a resume included.</summary>
    public required long Steps { get; init; }

    /// <summary>Epochs finished.</summary>
    public required int Epochs { get; init; }

    /// <summary>The last epoch's training score; null when no epoch was finished.</summary>
    public Score? Train { get; init; }

    /// <summary>The validation score of the shipped weights; null when there were no validation examples.</summary>
    public Score? Validation { get; init; }

    /// <summary>The test score of the shipped weights; null when there are no test examples or the run was interrupted.</summary>
    public Score? Test { get; init; }

    /// <summary>Trained numbers in the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>How long this process trained.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long this process waited for batches.</summary>
    public required TimeSpan Waited { get; init; }

    /// <summary>Training examples per second in this process, evaluation left out.</summary>
    public required double ExamplesPerSecond { get; init; }

    /// <summary>How long the stages of a pipeline waited for one another; null without a pipeline, or where it made less than two steps.</summary>
    public PipelineIdle? Idle { get; init; }
}
