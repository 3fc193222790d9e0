using System.Diagnostics;
using Descent.Bench.Measuring;
using Descent.Data.Loading;
using Descent.Models;
using Descent.Training;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Summing;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Bench.Workloads;

/// <summary>A data parallel step of ResNet-18 (CIFAR stem) on one resident batch, of which each rank has its part, as the loop makes it.</summary>
internal sealed class RankStep : IDisposable
{
    private readonly ICollective _ranks;
    private readonly ResNet _network = new(depth: 18, classes: StepBatch.Classes, size: 32, small: true);
    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly StepSum _sum;
    private readonly StepBatch _images;
    private readonly Batch _batch;

    /// <param name="ranks">Who takes part.</param>
    /// <param name="batchSize">Examples of all ranks.</param>
    /// <param name="overlaps">Whether gradients are summed while backward still runs.</param>
    public RankStep(ICollective ranks, int batchSize, bool overlaps)
    {
        _ranks = ranks;
        _images = StepBatch.OfImages([3, 32, 32], batchSize / ranks.Size);
        _batch = new Batch(_images.Inputs, _images.Labels, new long[batchSize / ranks.Size]) { AllIds = new long[batchSize] };
        _parameters = new FlatParameters(_network);
        _optimizer = new AdamOptions { LearningRate = 1e-5 }.Create(_parameters, 1);
        var state = new TrainingState(_network, _parameters, _optimizer, []);
        Options = new TrainingOptions { BatchSize = batchSize, BucketMegabytes = 2 };
        _sum = StepSum.Create(new SumParts(Options, state, Loss.CrossEntropy, ranks) { Overlapped = overlaps ? _network : null });
        _network.train();
        set_num_threads(1);
    }

    public TrainingOptions Options { get; }

    /// <summary>Bytes of gradients.</summary>
    public long Bytes => (long)_parameters.Length * sizeof(float);

    /// <summary>The first is not measured: in it sums wait for the end of backward, and memory is touched.</summary>
    public (Samples Backward, Samples Exposed, Samples Step) Measure(int repetitions) => MeasureInTurns(repetitions, this)[0];

    /// <summary>The same of several, a step of each in turn, so that they see the same machine.</summary>
    public static IReadOnlyList<(Samples Backward, Samples Exposed, Samples Step)> MeasureInTurns(int repetitions, params IReadOnlyList<RankStep> sides)
    {
        (Samples Backward, Samples Exposed, Samples Step)[] measured = [.. sides.Select(_ => (new Samples(), new Samples(), new Samples()))];
        for (int i = 0; i <= repetitions; i++)
        {
            foreach ((RankStep side, (Samples backward, Samples exposed, Samples all)) in sides.Zip(measured))
            {
                (double back, double rest, double whole) = side.Step();
                if (i > 0)
                {
                    backward.Add(back);
                    exposed.Add(rest);
                    all.Add(whole);
                }
            }
        }

        return measured;
    }

    /// <summary>Seconds to sum each bucket when all ranks come to it at once, the median of the repetitions.</summary>
    public IReadOnlyList<(long Bytes, double Seconds)> MeasureBuckets(int repetitions)
    {
        List<(long, double)> measured = [];
        foreach ((_, Tensor bucket) in _parameters.GradientBuckets(BucketSize.Bytes(Options)))
        {
            Samples samples = new();
            for (int i = 0; i < repetitions; i++)
            {
                _ranks.Barrier();
                long start = Stopwatch.GetTimestamp();
                _ranks.Sum(bucket);
                samples.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            measured.Add((bucket.numel() * sizeof(float), samples.Median));
            bucket.Dispose();
        }

        return measured;
    }

    public void Dispose()
    {
        _sum.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
        _network.Dispose();
        _images.Dispose();
    }

    // Seconds of backward, of what the step waits for sums after the last rank's, and of all.
    private (double Backward, double Exposed, double Step) Step()
    {
        _ranks.Barrier();
        using DisposeScope scope = NewDisposeScope();
        long start = Stopwatch.GetTimestamp();
        _sum.Begin(_batch);
        (Tensor inputs, Tensor labels) = _sum.Take(_batch, 0);
        Tensor loss = Loss.CrossEntropy.Compute(_network.call(inputs), labels);
        Tensor weighed = _sum.Weigh(loss, 0);
        long forward = Stopwatch.GetTimestamp();
        weighed.backward();
        _sum.Add(0, loss.item<float>(), null);
        long backward = Stopwatch.GetTimestamp();
        _sum.Finish(false);
        long summed = Stopwatch.GetTimestamp();
        _optimizer.Update(1e-5);
        double whole = Stopwatch.GetElapsedTime(start).TotalSeconds;
        // All ranks are on this host and read one clock. Waiting for a rank that computes longer is not communication.
        long last = _ranks.Gather(BitConverter.GetBytes(backward)).Max(message => BitConverter.ToInt64(message));
        return (Stopwatch.GetElapsedTime(forward, backward).TotalSeconds, Stopwatch.GetElapsedTime(last, summed).TotalSeconds, whole);
    }
}
