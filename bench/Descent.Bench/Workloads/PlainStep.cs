using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Workloads;

/// <summary>A network's step as a TorchSharp user writes it: its own Adam and loss, a DisposeScope per step.</summary>
internal sealed class PlainStep : IDisposable
{
    private readonly Module<Tensor, Tensor> _network;
    private readonly Adam _optimizer;
    private readonly StepBatch _batch;
    private readonly int _threads;

    /// <param name="network">Disposed with this.</param>
    /// <param name="batch">What every step trains on.</param>
    /// <param name="threads">Threads that compute.</param>
    public PlainStep(Module<Tensor, Tensor> network, StepBatch batch, int threads)
    {
        (_network, _batch, _threads) = (network, batch, threads);
        _optimizer = optim.Adam(network.parameters(), lr: 1e-5);
        network.train();
    }

    /// <summary>Makes steps for a while, one at least, and returns the seconds of one.</summary>
    public double Measure() => StepBatch.Repeat(_threads, Step);

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }

    private void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = functional.cross_entropy(_network.call(_batch.Inputs).flatten(0, -2), _batch.Labels.flatten());
        loss.backward();
        _optimizer.step();
        loss.ToSingle();
    }
}
