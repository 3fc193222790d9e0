using System.Diagnostics;
using Descent.Models;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Bench.Workloads;

/// <summary>The same training step of the same GPT on the same batch, with Descent's parts and with TorchSharp's.</summary>
internal sealed class GptStep : IDisposable
{
    private const int Tokens = 256;
    private const int Context = 128;
    private const int Layers = 4;
    private const int Width = 128;
    private const int Heads = 4;
    private const int BatchSize = 16;
    private const double LearningRate = 0.001;

    private readonly Gpt _network;
    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly Peers.TorchSharp.Gpt _peer;
    private readonly TorchSharp.Modules.Adam _peerOptimizer;
    private readonly TorchSharp.Modules.CrossEntropyLoss _peerLoss;
    private readonly Tensor _inputs;
    private readonly Tensor _labels;
    private readonly Tensor _peerLabels;

    public GptStep()
    {
        int threads = CpuThreads.Use(0);
        random.manual_seed(1);
        _network = new Gpt(Tokens, Context, Layers, Width, Heads);
        _parameters = new FlatParameters(_network);
        _optimizer = new AdamOptions { LearningRate = LearningRate }.Create(_parameters, threads);
        _peer = new Peers.TorchSharp.Gpt(Tokens, Context, Layers, Width, Heads);
        _peerOptimizer = optim.Adam(_peer.parameters(), lr: LearningRate);
        _peerLoss = nn.CrossEntropyLoss();
        _inputs = randint(0, Tokens, [BatchSize, Context]);
        _labels = randint(0, Tokens, [BatchSize, Context]);
        _peerLabels = _labels.t().contiguous().view(-1);
        _network.train();
        _peer.train();
    }

    /// <summary>The last loss of our side.</summary>
    public double OurLoss { get; private set; }

    /// <summary>The last loss of the peer.</summary>
    public double PeerLoss { get; private set; }

    /// <summary>Makes so many steps and returns the seconds of one.</summary>
    public double Ours(int steps) => Time(steps, () =>
    {
        _parameters.Gradients.Clear();
        Tensor loss = Loss.CrossEntropy.Compute(_network.call(_inputs), _labels);
        loss.backward();
        OurLoss = loss.item<float>();
        if (!double.IsFinite(OurLoss) || !GradientPass.IsFinite(_parameters.Gradients))
        {
            throw new InvalidOperationException("The training diverged.");
        }

        _optimizer.Update(LearningRate);
    });

    /// <summary>The same of the peer.</summary>
    public double Peer(int steps) => Time(steps, () =>
    {
        _peerOptimizer.zero_grad();
        Tensor loss = _peerLoss.forward(_peer.forward(_inputs).view(-1, Tokens), _peerLabels);
        loss.backward();
        PeerLoss = loss.item<float>();
        _peerOptimizer.step();
    });

    public void Dispose()
    {
        _optimizer.Dispose();
        _parameters.Dispose();
        _network.Dispose();
        _peerOptimizer.Dispose();
        _peerLoss.Dispose();
        _peer.Dispose();
        _inputs.Dispose();
        _labels.Dispose();
        _peerLabels.Dispose();
    }

    private static double Time(int steps, Action step)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            step();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
    }
}
