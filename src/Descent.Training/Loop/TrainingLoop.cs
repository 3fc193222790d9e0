using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Descent.Data.Loading;
using Descent.Training.Collectives;
using Descent.Training.Evaluation;
using Descent.Training.Observers;
using Descent.Training.Schedules;
using Descent.Training.Summing;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>The loop, in time order: batches and a network become weights. Who watches and when: <see cref="ITrainingObserver"/>.</summary>
internal sealed class TrainingLoop(LoopParts parts)
{
    private readonly ForwardPass _forward = parts.Forward;
    private readonly TrainingState _state = parts.State;
    private readonly IBatchReader _reader = parts.Reader;
    private readonly StepSum _sum = parts.Sum;
    private readonly WeightUpdate _update = new(parts.State, parts.Optimizer, parts.Methods);
    private readonly ICheckpointer _checkpointer = parts.Checkpointer;
    private readonly ITrainingObserver _observers = parts.Observers;
    private readonly GuardedProbe _probe = parts.Probe;
    private readonly TimeProvider _clock = parts.Clock;
    private readonly TrainingOptions _options = parts.Plan.Training;
    private readonly RunLength _length = new(parts.Plan.Training.Epochs, parts.Reader.BatchesPerEpoch);
    private readonly StepPass _pass = StepPass.Create(parts);
    private TimeSpan _epochElapsed;
    private TimeSpan _epochWaited;
    private long _epochExamples;

    /// <summary>How long steps took in this process.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How much of that was waiting for batches.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Examples trained in this process.</summary>
    public long Examples { get; private set; }

    private TrainingProgress Progress => _state.Progress;

    /// <summary>Trains from where the state is until the last epoch is done, accuracy stops rising, or it is asked to stop.</summary>
    /// <exception cref="NonFiniteException">A step was refused; the state before it is on disk.</exception>
    public TrainingEnd Run(CancellationToken stop)
    {
        _forward.Network.train();
        while (Progress.Epoch < _options.Epochs)
        {
            if (Progress.EpochsSinceBest >= _options.EarlyStop)
            {
                return TrainingEnd.StoppedEarly;
            }

            long before = _clock.GetTimestamp();
            TimeSpan waitedBefore = _reader.Waited;
            while (_reader.TryNext(out Batch? batch))
            {
                TimeSpan waited = _reader.Waited - waitedBefore;
                double learningRate = LearningRate();
                StepTotals totals = Step(batch, learningRate, stop);
                long now = _clock.GetTimestamp();
                Report(batch, totals, learningRate, waited, _clock.GetElapsedTime(before, now));
                if (_sum.IsStopAgreed(stop))
                {
                    return TrainingEnd.Interrupted;
                }

                _checkpointer.SaveIfDue(parts.Saved);
                (before, waitedBefore) = (now, _reader.Waited);
            }

            FinishEpoch();
        }

        return TrainingEnd.Finished;
    }

    // One update: forward and backward per chunk, sum over chunks and ranks, refuse what is not finite, update.
    private StepTotals Step(Batch batch, double learningRate, CancellationToken stop)
    {
        using DisposeScope scope = NewDisposeScope();
        _probe.StepStarting(Progress.Step + 1);
        StepTotals totals = Sum(batch, stop);
        if (!double.IsFinite(totals.LossSum) || (!_state.Scaling.CanShrink && !totals.HasFiniteGradients))
        {
            Refuse(batch);
        }

        _probe.GradientsReady(_state.Parameters.Gradients, _state.Parameters.Values);
        _update.Apply(learningRate);
        _probe.WeightsUpdated(_state.Parameters.Values);
        Progress.Advance(batch, totals);
        return totals;
    }

    // What keeps a step from being whole leaves the state of the step before, running statistics too.
    private StepTotals Sum(Batch batch, CancellationToken stop)
    {
        try
        {
            _sum.Begin(batch);
            _pass.Run(batch);
            return _sum.Finish(stop.IsCancellationRequested);
        }
        catch (Exception e) when (e is ExampleException or CollectiveException)
        {
            _state.RestoreBuffers();
            throw;
        }
    }

    private double LearningRate() => parts.Plan.Optimizer.LearningRate * _options.Schedule!.Factor(Progress.Step, _length);

    private void Report(Batch batch, StepTotals totals, double learningRate, TimeSpan waited, TimeSpan elapsed)
    {
        Elapsed += elapsed;
        Progress.Seconds += elapsed.TotalSeconds;
        Waited += waited;
        Examples += batch.AllIds.Length;
        _epochElapsed += elapsed;
        _epochWaited += waited;
        _epochExamples += batch.AllIds.Length;
        _observers.StepFinished(new StepReport(
            Progress.Step, Progress.Epoch, batch.Index, batch.AllIds.Length, totals.Loss, totals.Correct, learningRate, waited, elapsed));
    }

    // The weights and moments are untouched so far; only running statistics have seen the bad chunk. Every rank names the same place.
    private void Refuse(Batch batch)
    {
        _state.RestoreBuffers();
        parts.Statistics?.Dispose(); // Each looks for itself from here on.
        string own = _pass.FindNonFinite(batch) is { } found ? $"{found.Order}\n{found.Layer}\n{found.What}" : "";
        _state.RestoreBuffers();
        string[]? first = parts.Shard.Grid.All.Gather(Encoding.UTF8.GetBytes(own)).Select(place => Encoding.UTF8.GetString(place).Split('\n', 3))
            .Where(place => place.Length == 3).MinBy(place => long.Parse(place[0], CultureInfo.InvariantCulture));
        (string layer, string what) = first is null ? NonFiniteFinder.InSum : (first[1], first[2]);
        throw _checkpointer.Refuse(parts.Saved, new RefusedStep(
            Progress.Step + 1, Progress.Epoch, batch.Index, [.. MemoryMarshal.ToEnumerable(batch.AllIds).Select(parts.OriginalId)], layer, what));
    }

    // Validation, the best so far, a checkpoint.
    private void FinishEpoch()
    {
        if (Progress.Examples == 0)
        {
            throw new InvalidDataException("The stream of training examples is empty.");
        }

        Progress.Train = new Score(
            new StepTotals(Progress.LossSum, Progress.LossWeight, null).Loss, Progress.Correct?.Share, Progress.Examples);
        Progress.Validation = parts.Validate();
        bool isBest = Progress.Compare();
        _observers.EpochFinished(new EpochReport(
            Progress.Epoch, Progress.Step, Progress.Train, Progress.Validation, _epochElapsed, _epochWaited, _epochExamples, isBest));
        (_epochElapsed, _epochWaited, _epochExamples) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        Progress.Epoch++;
        (Progress.Batch, Progress.Examples, Progress.LossSum, Progress.LossWeight, Progress.Correct) = (0, 0, 0, 0, null);
        _checkpointer.Save(parts.Saved);
    }
}
