using Descent.Training;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Workloads;

/// <summary>Descent's step of a network on one resident batch, as its loop makes it: forward, loss, backward, check, update.</summary>
internal sealed class NetworkStep : IDisposable
{
    private readonly Module<Tensor, Tensor> _network;
    private readonly ForwardPass _forward;
    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly StepBatch _batch;
    private readonly int _threads;

    /// <param name="network">Disposed with this.</param>
    /// <param name="batch">What every step trains on.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="precision">In what numbers layers compute.</param>
    /// <param name="layout">In what order images lie in memory.</param>
    public NetworkStep(Module<Tensor, Tensor> network, StepBatch batch, int threads, Precision precision = Precision.Fp32, Layout layout = Layout.Nchw)
    {
        _network = network;
        _batch = batch;
        _threads = threads;
        _forward = new ForwardPass(network, precision, layout);
        _parameters = new FlatParameters(network, layout);
        _optimizer = new AdamOptions { LearningRate = 1e-5 }.Create(_parameters, threads);
        network.train();
    }

    /// <summary>Makes steps for a while, one at least, and returns the seconds of one.</summary>
    public double Measure() => StepBatch.Repeat(_threads, Step);

    public void Dispose()
    {
        _optimizer.Dispose();
        _parameters.Dispose();
        _network.Dispose();
    }

    private void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        _parameters.Gradients.Clear();
        Tensor outputs = _forward.Call(_batch.Inputs);
        Tensor loss = Loss.CrossEntropy.Compute(outputs, _batch.Labels);
        loss.backward();
        if (!float.IsFinite(loss.item<float>()) || !GradientPass.IsFinite(_parameters.Gradients))
        {
            throw new InvalidOperationException("The benchmark's training diverged.");
        }

        _optimizer.Update(1e-5);
    }
}
