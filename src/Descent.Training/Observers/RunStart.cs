using Descent.Runs;

namespace Descent.Training.Observers;

/// <summary>What is known before the first step.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Epochs">Epochs in the run.</param>
/// <param name="StepsPerEpoch">Steps in an epoch; null for a stream.</param>
/// <param name="FirstStep">Steps made before this start: 0, or where a resumed run goes on.</param>
/// <param name="TrainExamples">Training examples; null for a stream.</param>
/// <param name="ValidationExamples">Validation examples.</param>
/// <param name="Parameters">Trained numbers in the network.</param>
/// <param name="Threads">Threads that compute.</param>
public sealed record RunStart(
    RunFolder Run, int Epochs, long? StepsPerEpoch, long FirstStep, long? TrainExamples, long ValidationExamples, long Parameters, int Threads)
{
    /// <summary>In what numbers the network computes.</summary>
    public Precision Precision { get; init; }

    /// <summary>In what order images lie in memory.</summary>
    public Layout Layout { get; init; } = Layout.Nchw;

    /// <summary>Where the network computes.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>Bytes of optimizer state that this process keeps.</summary>
    public long OptimizerBytes { get; init; }
}
