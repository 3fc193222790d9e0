using System.Diagnostics;
using Descent.Data.Loading;
using Descent.Torch.Randomness;
using Descent.Training.Artifacts;
using Descent.Training.Loop;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Tuning;

/// <summary>
/// Times forward and backward passes on the run's own batches, with its reader at work beside them, and leaves no trace: weights are never
/// updated, buffers are brought back, and every step of a run sets its random key itself.
/// </summary>
internal sealed class StepTrial : IDisposable
{
    private static readonly TimeSpan Visit = TimeSpan.FromMilliseconds(10);
    private readonly TrainingInputs _inputs;
    private readonly IBatchReader _reader;
    private readonly BufferCopies _buffers;
    private readonly bool _training;
    private ComputeSetting? _setting;
    private FlatParameters? _parameters;

    public StepTrial(TrainingInputs inputs, IBatchReader reader)
    {
        _inputs = inputs;
        _reader = reader;
        _training = inputs.Network.training;
        _buffers = new BufferCopies(inputs.Network);
    }

    /// <summary>The mean seconds of a step over a hundredth of a second or one step, whichever is longer: a mean, as the reader's share of it is real.</summary>
    /// <exception cref="ExampleException">A batch could not be read.</exception>
    public double Measure(ComputeSetting setting)
    {
        _inputs.Network.train();
        set_num_threads(setting.Threads);
        if (_setting?.Layout != setting.Layout)
        {
            _parameters?.Dispose();
            _parameters = new FlatParameters(_inputs.Network, setting.Layout);
        }

        _setting = setting;
        var forward = new ForwardPass(_inputs.Network, _inputs.Plan.Training.Precision, setting.Layout);
        Step(forward, _parameters!); // Threads start, and oneDNN prepares what it keeps.
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        do
        {
            Step(forward, _parameters!);
            steps++;
        }
        while (Stopwatch.GetElapsedTime(start) < Visit);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _buffers.Restore();
        _buffers.Dispose();
        _parameters?.Dispose();
        _inputs.Network.train(_training);
    }

    private void Step(ForwardPass forward, FlatParameters parameters)
    {
        // The end of an epoch is no batch; the next call begins the next epoch.
        Batch? batch;
        while (!_reader.TryNext(out batch))
        {
        }

        using DisposeScope scope = NewDisposeScope();
        parameters.Gradients.Clear();
        int chunk = _inputs.Plan.Training.ChunkSize;
        bool whole = chunk == 0 || chunk >= batch.Count;
        TorchRandom.Key(_inputs.Plan.Training.Seed, 0, 0);
        Tensor labels = whole ? batch.Labels : batch.Labels.narrow(0, 0, chunk);
        Tensor outputs = forward.Call(whole ? batch.Inputs : batch.Inputs.narrow(0, 0, chunk));
        Tensor loss = _inputs.Plan.Loss.Compute(outputs, labels);
        AuxiliaryLoss.AddTo(loss, _inputs.Network, _inputs.Plan.Loss, labels).backward();
    }
}
