using System.Diagnostics;
using Descent.Data.Loading;
using Descent.Models;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Bench.Workloads;

/// <summary>Where the time of a LeNet step goes: the loop's own calls in their order, timed one by one, beside the whole loop.</summary>
/// <remarks>What the loop takes beyond the timed calls is its bookkeeping: progress, digest of the order, metrics, events.</remarks>
internal sealed class StepProfile
{
    private const int WarmUp = 200;
    private const int Steps = 1000;
    private const int Turns = 20;
    private readonly List<(string Name, long Ticks)> _parts = [];
    private long _last;
    private double _loopSeconds;
    private double _loopWait;
    private double _bytesPerStep;

    /// <summary>Makes 1,000 steps by hand and 1,000 in the loop, in turns, so that both see the same machine.</summary>
    public static StepProfile Measure(Fashion data)
    {
        StepProfile profile = new();
        IBatchReader Open() => Loader.Open(data.Train, data.Normalizer, [], new LoaderOptions { Seed = 1 });
        using LeNetLoop loop = new(Open());
        using IBatchReader reader = Open();
        using LeNet network = new();
        using FlatParameters parameters = new(network);
        using Optimizer optimizer = new AdamOptions { LearningRate = 0.001 }.Create(parameters, CpuThreads.Use(0));
        network.train();
        profile.MeasureByHand(WarmUp, reader, network, parameters, optimizer);
        profile._parts.Clear();
        loop.Run(WarmUp);
        double waited = loop.Waited;
        for (int turn = 0; turn < Turns; turn++)
        {
            profile.MeasureByHand(Steps / Turns, reader, network, parameters, optimizer);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            profile._loopSeconds += loop.Run(Steps / Turns) / Turns;
            profile._bytesPerStep += (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Steps;
        }

        profile._loopWait = (loop.Waited - waited) / Steps;
        return profile;
    }

    /// <summary>Prints a line per part, in milliseconds of a step.</summary>
    public void Print()
    {
        double byHand = 0;
        Console.WriteLine($"a step, mean of {Steps} ({Steps} in the loop, {Steps} by hand, in turns)");
        foreach ((string name, long ticks) in _parts)
        {
            double seconds = ticks / (double)Stopwatch.Frequency / Steps;
            byHand += seconds;
            Line(name, seconds);
        }

        Line("waiting for the loader, in the loop", _loopWait);
        Line("bookkeeping (the loop less all above)", _loopSeconds - _loopWait - byHand);
        Line("the loop", _loopSeconds);
        Console.WriteLine($"managed bytes per step in the loop: {_bytesPerStep:N0}");
    }

    private void Line(string name, double seconds) => Console.WriteLine($"  {name,-40} {seconds * 1e3,8:F3} ms  {seconds / _loopSeconds,6:P1}");

    private void MeasureByHand(int steps, IBatchReader reader, LeNet network, FlatParameters parameters, Optimizer optimizer)
    {
        for (int step = 0; step < steps; step++)
        {
            // The end of an epoch is no batch; the next call begins the next epoch.
            Batch? batch;
            while (!reader.TryNext(out batch))
            {
            }

            MeasureStep(batch, network, parameters, optimizer);
        }
    }

    private void MeasureStep(Batch batch, LeNet network, FlatParameters parameters, Optimizer optimizer)
    {
        _last = Stopwatch.GetTimestamp();
        int part = 0;
        DisposeScope scope = NewDisposeScope();
        parameters.Gradients.Clear();
        Took(part++, "clearing gradients");
        Tensor outputs = network.call(batch.Inputs);
        Took(part++, "forward");
        Tensor loss = Loss.CrossEntropy.Compute(outputs, batch.Labels);
        Took(part++, "loss");
        loss.backward();
        Took(part++, "backward");
        bool isFinite = float.IsFinite(loss.item<float>()) && GradientPass.IsFinite(parameters.Gradients);
        Took(part++, "checking that all is finite");
        Loss.CrossEntropy.CountCorrect(outputs, batch.Labels);
        Took(part++, "counting right answers");
        optimizer.Update(isFinite ? 0.001 : throw new InvalidOperationException("The profile's training diverged."));
        Took(part++, "update");
        scope.Dispose();
        Took(part, "disposing tensors");
    }

    private void Took(int part, string name)
    {
        long now = Stopwatch.GetTimestamp();
        if (part == _parts.Count)
        {
            _parts.Add((name, 0));
        }

        _parts[part] = (name, _parts[part].Ticks + now - _last);
        _last = now;
    }
}
