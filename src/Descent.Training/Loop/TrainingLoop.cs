using System.Runtime.InteropServices;
using Descent.Data.Loading;
using Descent.Torch.Memory;
using Descent.Torch.Randomness;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using Descent.Training.Methods;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>The loop, in time order: batches and a network become weights. Who watches and when: <see cref="ITrainingObserver"/>.</summary>
internal sealed class TrainingLoop(LoopParts parts)
{
    private readonly Module<Tensor, Tensor> _network = parts.Network;
    private readonly TrainingState _state = parts.State;
    private readonly IBatchReader _reader = parts.Reader;
    private readonly Loss _loss = parts.Plan.Loss;
    private readonly Optimizer _optimizer = parts.Optimizer;
    private readonly IReadOnlyList<ITrainingMethod> _methods = parts.Methods;
    private readonly Checkpointer _checkpointer = parts.Checkpointer;
    private readonly ITrainingObserver _observers = parts.Observers;
    private readonly TimeProvider _clock = parts.Clock;
    private readonly TrainingOptions _options = parts.Plan.Training;
    private readonly RunLength _length = new(parts.Plan.Training.Epochs, parts.Reader.BatchesPerEpoch);
    private readonly NonFiniteFinder _finder = new(parts.Network, parts.State.Parameters, parts.Plan.Loss);
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
        _network.train();
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
                (double loss, int? correct, double learningRate) = Step(batch);
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

    // One update: forward and backward per chunk, refuse what is not finite, methods, optimizer, methods.
    private (double Loss, int? Correct, double LearningRate) Step(Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        _state.RememberBuffers();
        _state.Parameters.Gradients.Clear();
        double lossSum = 0;
        int? correct = null;
        int chunk = _options.ChunkSize == 0 ? batch.Count : _options.ChunkSize;
        for (int start = 0; start < batch.Count; start += chunk)
        {
            int count = Math.Min(chunk, batch.Count - start);
            bool whole = count == batch.Count;
            Tensor inputs = whole ? batch.Inputs : batch.Inputs.narrow(0, start, count);
            Tensor labels = whole ? batch.Labels : batch.Labels.narrow(0, start, count);
            void SetRandomKey() => TorchRandom.Key(_options.Seed, (ulong)Progress.Step, (ulong)(start / chunk));
            SetRandomKey();
            Tensor outputs = _network.call(inputs);
            Tensor loss = _loss.Compute(outputs, labels);
            Tensor all = AuxiliaryLoss.AddTo(loss, _network, _loss, labels);
            (whole ? all : all * ((double)count / batch.Count)).backward();
            double value = TensorMemory.Span<float>(loss)[0];
            if (!double.IsFinite(value) || !GradientPass.IsFinite(_state.Parameters.Gradients))
            {
                Refuse(batch, inputs, labels, SetRandomKey);
            }

            lossSum += value * count;
            correct = _loss.CountCorrect(outputs, labels) + (correct ?? 0);
        }

        foreach (ITrainingMethod method in _methods)
        {
            method.BeforeUpdate(_state.Parameters.Gradients);
        }

        double learningRate = parts.Plan.Optimizer.LearningRate * _options.Schedule.Factor(Progress.Step, _length);
        _optimizer.Update(learningRate);
        foreach (ITrainingMethod method in _methods)
        {
            method.AfterUpdate(_state.Parameters.Values);
        }

        Advance(batch, lossSum, correct);
        return (lossSum / batch.Count, correct, learningRate);
    }

    private void Advance(Batch batch, double lossSum, int? correct)
    {
        Progress.Step++;
        Progress.Batch = batch.Index + 1;
        Progress.Examples += batch.Count;
        Progress.LossSum += lossSum;
        Progress.Correct = correct is null ? null : (Progress.Correct ?? 0) + correct;
        foreach (long id in batch.Ids.Span)
        {
            Progress.OrderDigest = KeyedRandom.Mix(Progress.OrderDigest ^ (ulong)id) + 1;
        }
    }

    private void Report(Batch batch, double loss, int? correct, double learningRate, TimeSpan waited, TimeSpan elapsed)
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

    // The weights and moments are untouched so far; only running statistics have seen the bad chunk.
    private void Refuse(Batch batch, Tensor inputs, Tensor labels, Action setRandomKey)
    {
        _state.RestoreBuffers();
        (string layer, string what) = _finder.Find(inputs, labels, setRandomKey);
        _state.RestoreBuffers();
        _checkpointer.SaveAndWait(_state);
        throw _checkpointer.Record(new RefusedStep(
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
            Progress.LossSum / Progress.Examples, Progress.Correct / (double?)Progress.Examples, Progress.Examples);
        Progress.Validation = parts.Validate();
        bool isBest = IsBest(Progress.Validation);
        if (isBest)
        {
            (Progress.Best, Progress.BestStep) = (Progress.Validation, Progress.Step);
        }

        Progress.EpochsSinceBest = isBest || Progress.Validation is null ? 0 : Progress.EpochsSinceBest + 1;
        _observers.EpochFinished(new EpochReport(
            Progress.Epoch, Progress.Step, Progress.Train, Progress.Validation, _epochElapsed, _epochWaited, _epochExamples, isBest));
        (_epochElapsed, _epochWaited, _epochExamples) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        Progress.Epoch++;
        (Progress.Batch, Progress.Examples, Progress.LossSum, Progress.Correct) = (0, 0, 0, null);
        _checkpointer.Save(_state);
    }

    private bool IsBest(Score? score) => score is not null && (Progress.Best is null
        || (score.Accuracy is null ? score.Loss < Progress.Best.Loss : score.Accuracy > Progress.Best.Accuracy));
}
