using System.Runtime.InteropServices;
using Descent.Data.Loading;
using Descent.Torch.Memory;
using Descent.Torch.Randomness;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>The loop, in time order: batches and a network become weights. Who watches and when: <see cref="ITrainingObserver"/>.</summary>
internal sealed class TrainingLoop(LoopParts parts)
{
    private readonly ForwardPass _forward = parts.Forward;
    private readonly TrainingState _state = parts.State;
    private readonly IBatchReader _reader = parts.Reader;
    private readonly Loss _loss = parts.Plan.Loss;
    private readonly WeightUpdate _update = new(parts.State, parts.Optimizer, parts.Methods);
    private readonly Checkpointer _checkpointer = parts.Checkpointer;
    private readonly ITrainingObserver _observers = parts.Observers;
    private readonly TimeProvider _clock = parts.Clock;
    private readonly TrainingOptions _options = parts.Plan.Training;
    private readonly RunLength _length = new(parts.Plan.Training.Epochs, parts.Reader.BatchesPerEpoch);
    private readonly NonFiniteFinder _finder = new(parts.Forward, parts.State.Parameters, parts.Plan.Loss);
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
                (double loss, CorrectCount? correct, double learningRate) = Step(batch);
                long now = _clock.GetTimestamp();
                Report(batch, loss, correct, learningRate, waited, _clock.GetElapsedTime(before, now));
                if (stop.IsCancellationRequested)
                {
                    return TrainingEnd.Interrupted;
                }

                _checkpointer.SaveIfDue(_state);
                (before, waitedBefore) = (now, _reader.Waited);
            }

            FinishEpoch();
        }

        return TrainingEnd.Finished;
    }

    // One update: forward and backward per chunk, refuse what is not finite, update.
    private (double Loss, CorrectCount? Correct, double LearningRate) Step(Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        _state.RememberBuffers();
        _state.Parameters.Gradients.Clear();
        double lossSum = 0;
        double batchWeight = _loss.Weight(batch.Labels);
        CorrectCount? correct = null;
        int chunk = _options.ChunkSize == 0 ? batch.Count : _options.ChunkSize;
        for (int start = 0; start < batch.Count; start += chunk)
        {
            int count = Math.Min(chunk, batch.Count - start);
            bool whole = count == batch.Count;
            Tensor inputs = whole ? batch.Inputs : batch.Inputs.narrow(0, start, count);
            Tensor labels = whole ? batch.Labels : batch.Labels.narrow(0, start, count);
            SetRandomKey(start / chunk);
            Tensor outputs = _forward.Call(inputs);
            Tensor loss = Compute(batch, start, outputs, labels);
            Tensor all = AuxiliaryLoss.AddTo(loss, _forward.Network, _loss, labels);
            double weight = whole ? batchWeight : _loss.Weight(labels);
            _update.Scaling.Backward(whole || batchWeight == 0 ? all : all * (weight / batchWeight));
            double value = TensorMemory.Span<float>(loss)[0];
            if (!double.IsFinite(value) || (!_update.Scaling.CanShrink && !GradientPass.IsFinite(_state.Parameters.Gradients)))
            {
                Refuse(batch, inputs, labels, start / chunk);
            }

            lossSum += value * weight;
            correct = _loss.CountCorrect(outputs, labels) + (correct ?? default);
        }

        double learningRate = parts.Plan.Optimizer.LearningRate * _options.Schedule.Factor(Progress.Step, _length);
        _update.Apply(learningRate);
        Progress.Advance(batch, lossSum, batchWeight, correct);
        return (MeanLoss(lossSum, batchWeight), correct, learningRate);
    }

    private Tensor Compute(Batch batch, int start, Tensor outputs, Tensor labels)
    {
        try
        {
            return _loss.Compute(outputs, labels);
        }
        catch (LabelException e)
        {
            throw new ExampleException(parts.OriginalId(batch.Ids.Span[start + e.Row]), e);
        }
    }

    private void Report(Batch batch, double loss, CorrectCount? correct, double learningRate, TimeSpan waited, TimeSpan elapsed)
    {
        Elapsed += elapsed;
        Progress.Seconds += elapsed.TotalSeconds;
        Waited += waited;
        Examples += batch.Count;
        _epochElapsed += elapsed;
        _epochWaited += waited;
        _epochExamples += batch.Count;
        _observers.StepFinished(new StepReport(
            Progress.Step, Progress.Epoch, batch.Index, batch.Count, loss, correct, learningRate, waited, elapsed));
    }

    private void SetRandomKey(int chunk) => TorchRandom.Key(_options.Seed, (ulong)Progress.Step, (ulong)chunk);

    // The weights and moments are untouched so far; only running statistics have seen the bad chunk.
    private void Refuse(Batch batch, Tensor inputs, Tensor labels, int chunk)
    {
        _state.RestoreBuffers();
        (string layer, string what) = _finder.Find(inputs, labels, () => SetRandomKey(chunk));
        _state.RestoreBuffers();
        throw _checkpointer.Refuse(_state, new RefusedStep(
            Progress.Step + 1, Progress.Epoch, batch.Index, [.. MemoryMarshal.ToEnumerable(batch.Ids).Select(parts.OriginalId)], layer, what));
    }

    // Validation, the best so far, a checkpoint.
    private void FinishEpoch()
    {
        if (Progress.Examples == 0)
        {
            throw new InvalidDataException("The stream of training examples is empty.");
        }

        Progress.Train = new Score(
            MeanLoss(Progress.LossSum, Progress.LossWeight), Progress.Correct?.Share, Progress.Examples);
        Progress.Validation = parts.Validate();
        bool isBest = Progress.Compare();
        _observers.EpochFinished(new EpochReport(
            Progress.Epoch, Progress.Step, Progress.Train, Progress.Validation, _epochElapsed, _epochWaited, _epochExamples, isBest));
        (_epochElapsed, _epochWaited, _epochExamples) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        Progress.Epoch++;
        (Progress.Batch, Progress.Examples, Progress.LossSum, Progress.LossWeight, Progress.Correct) = (0, 0, 0, 0, null);
        _checkpointer.Save(_state);
    }

    // Where no label counts there is nothing to be wrong about.
    private static double MeanLoss(double sum, double weight) => weight == 0 ? 0 : sum / weight;
}
