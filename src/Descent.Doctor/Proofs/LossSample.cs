using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Torch.Operators;
using Descent.Torch.Randomness;
using Descent.Training;
using Descent.Training.Artifacts;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Doctor.Proofs;

/// <summary>
/// A fixed set of training batches, whose loss and gradient are a pure function of the weights: the loss that training follows, so in training mode, with the same dropout
/// masks for each batch every time and batch normalization by the batch; running statistics are brought back after each look.
/// </summary>
internal sealed class LossSample : IDisposable
{
    private const int MostBatches = 16;
    private const int MostExamples = 64;

    // At least so many batches where the training examples are few, as noise is measured between batches.
    private const int FewBatches = 8;
    private readonly ProbedRun _run;
    private readonly List<(Tensor Inputs, Tensor Labels)> _batches = [];

    /// <param name="run">A run, which must not be split among ranks.</param>
    /// <param name="batchSize">Examples in a step of the run that is looked into, which need not be those of this fork.</param>
    /// <param name="most">The most batches.</param>
    public LossSample(ProbedRun run, int batchSize, int most = MostBatches)
    {
        _run = run;
        IExampleSource source = run.Inputs.Split.Train;
        Population = (source as IMapSource)?.Count;
        BatchSize = (int)Math.Max(Math.Min(Math.Min(batchSize, MostExamples), (Population ?? long.MaxValue) / FewBatches), Math.Min(Population ?? 2, 2));
        using IBatchReader reader = Loader.Open(source, run.Inputs.Normalizer, run.Inputs.Transforms, new LoaderOptions
        {
            BatchSize = BatchSize,
            Prefetch = 0,
            Seed = run.Inputs.Plan.Training.Seed,
        });
        while (_batches.Count < most && reader.TryNext(out Batch? batch) && batch.Count == BatchSize)
        {
            _batches.Add((batch.Inputs.clone().DetachFromDisposeScope(), batch.Labels.clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>How many batches.</summary>
    public int Count => _batches.Count;

    /// <summary>Examples in each.</summary>
    public int BatchSize { get; }

    /// <summary>Training examples that it is a sample of, without repetition; null for a stream.</summary>
    public long? Population { get; }

    /// <summary>The weights as they are, with padding.</summary>
    public float[] Weights => _run.Flat.Values.ToArray();

    /// <summary>The loss of each batch at the weights as they are.</summary>
    public double[] Losses()
    {
        using var buffers = new BufferCopies(_run.Network);
        using IDisposable noGradients = no_grad();
        bool training = _run.Network.training;
        _run.Network.train();
        double[] losses = [.. Enumerable.Range(0, Count).Select(batch =>
        {
            using DisposeScope scope = NewDisposeScope();
            return HostNumber.Of(Loss(batch));
        })];
        buffers.Restore();
        _run.Network.train(training);
        return losses;
    }

    /// <summary>The loss of each batch at other weights; those of the network are brought back.</summary>
    public double[] Losses(float[] weights)
    {
        float[] own = Weights;
        Set(weights);
        double[] losses = Losses();
        Set(own);
        return losses;
    }

    /// <summary>The gradient of the mean loss, with the pull of an L2 weight decay, at other weights; those of the network are brought back.</summary>
    public void Gradient(float[] weights, float[] result) => Gradient(weights, result, Count);

    /// <summary>The same of the first batches only.</summary>
    public void Gradient(float[] weights, float[] result, int count)
    {
        float[] own = Weights;
        Set(weights);
        Backward(0, count, result);
        AddDecay(weights, result);
        Set(own);
    }

    /// <summary>The gradient of each batch's loss by itself, in turn, without weight decay; the same memory every time.</summary>
    public IEnumerable<float[]> Gradients()
    {
        float[] gradient = new float[_run.Length];
        for (int batch = 0; batch < Count; batch++)
        {
            Backward(batch, batch + 1, gradient);
            yield return gradient;
        }
    }

    /// <summary>Adds the pull of an L2 weight decay at some weights to a gradient; a decoupled one is no part of what is made small.</summary>
    public void AddDecay(float[] weights, float[] gradient)
    {
        (float decay, int length) = Decay();
        for (int i = 0; i < length; i++)
        {
            gradient[i] += decay * weights[i];
        }
    }

    /// <summary>What an L2 weight decay adds to the loss at some weights.</summary>
    public double Penalty(float[] weights)
    {
        (float decay, int length) = Decay();
        return decay == 0 ? 0 : 0.5 * decay * Math.Pow(GradientPass.Norm(weights.AsSpan(0, length)), 2);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach ((Tensor inputs, Tensor labels) in _batches)
        {
            inputs.Dispose();
            labels.Dispose();
        }
    }

    private (float Decay, int Length) Decay()
    {
        OptimizerOptions optimizer = _run.Inputs.Plan.Optimizer;
        return optimizer is AdamOptions { IsDecayDecoupled: true } ? (0, 0)
            : ((float)optimizer.WeightDecay, optimizer.DecayBiasesAndNorms ? _run.Length : _run.Flat.DecayedLength);
    }

    private void Set(float[] weights)
    {
        weights.CopyTo(_run.Flat.Values);
        _run.Flat.SendValues();
    }

    private void Backward(int first, int end, float[] result)
    {
        using var buffers = new BufferCopies(_run.Network);
        bool training = _run.Network.training;
        _run.Network.train();
        _run.Flat.ClearGradients();
        for (int batch = first; batch < end; batch++)
        {
            using DisposeScope scope = NewDisposeScope();
            Loss(batch).DividedBy(end - first).backward();
        }

        _run.Flat.FetchGradients();
        _run.Flat.Gradients.CopyTo(result);
        _run.Flat.ClearGradients();
        buffers.Restore();
        _run.Network.train(training);
    }

    // A key of its own: no step's dropout and no preflight's.
    private Tensor Loss(int batch)
    {
        TrainingPlan plan = _run.Inputs.Plan;
        (Tensor inputs, Tensor labels) = _batches[batch];
        TorchRandom.Key(plan.Training.Seed, ulong.MaxValue - 2, (ulong)batch);
        Tensor outputs = _run.Forward.Call(inputs);
        return AuxiliaryLoss.AddTo(plan.Loss.Compute(outputs, labels), _run.Inputs.Network, plan.Loss, labels);
    }
}
