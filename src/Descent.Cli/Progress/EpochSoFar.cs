using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Cli.Progress;

/// <summary>The epoch's sums over the steps of this process, from which the bar's numbers come.</summary>
internal struct EpochSoFar
{
    private double _lossSum;
    private CorrectCount _correct;
    private long _examples;
    private TimeSpan _elapsed;
    private TimeSpan _waited;
    private long _steps;

    public readonly double Loss => _lossSum / _examples;

    /// <summary>Null where the loss has no right and wrong.</summary>
    public readonly double? Accuracy => _correct.Counted > 0 ? _correct.Share : null;

    public readonly double ExamplesPerSecond => _elapsed > TimeSpan.Zero ? _examples / _elapsed.TotalSeconds : 0;

    /// <summary>The share of the time that went into waiting for batches.</summary>
    public readonly double WaitShare => _elapsed > TimeSpan.Zero ? _waited / _elapsed : 0;

    public readonly TimeSpan PerStep => _elapsed / _steps;

    public void Add(in StepReport step)
    {
        _lossSum += step.Loss * step.Examples;
        _correct += step.Correct ?? default;
        _examples += step.Examples;
        _elapsed += step.Elapsed;
        _waited += step.Waited;
        _steps++;
    }
}
