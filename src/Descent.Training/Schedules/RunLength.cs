namespace Descent.Training.Schedules;

/// <summary>How long a run is; steps are unknown (null) when examples come from a stream.</summary>
/// <param name="Epochs">Epochs in the run.</param>
/// <param name="StepsPerEpoch">Steps in an epoch.</param>
public sealed record RunLength(int Epochs, long? StepsPerEpoch)
{
    /// <summary>Steps in the run.</summary>
    public long? Steps => Epochs * StepsPerEpoch;
}
