using System.Diagnostics;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Doctor.History;
using Descent.Doctor.Proofs;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Advisers;

/// <summary>Batch sizes that were run on forks, from small to large: how fast each is, what memory it takes, and how long it takes to the same loss.</summary>
/// <remarks>
/// A batch of B needs 1 + B/N times the fewest examples to come to a loss, N the gradient's noise scale (McCandlish, Kaplan, Amodei 2018, equation 2.11): far below N
/// larger batches are as good an example for an example, far above it they are wasted. Over the examples a second that is the time.
/// </remarks>
/// <param name="Trials">What was run, from small to large.</param>
/// <param name="NoiseScale">The median of the run's probes, in examples; null where the run had none.</param>
/// <param name="TooLarge">The size that was not run, as it would not have fitted, and the bytes it would have taken; null when all fitted.</param>
public sealed record BatchSizeSearch(IReadOnlyList<BatchSizeTrial> Trials, double? NoiseScale, (int BatchSize, long Bytes)? TooLarge)
{
    private const double Knee = 0.9;
    private const double Noise = 1.03;
    private const double MemoryShare = 0.9;
    private const int Rounds = 3;

    /// <summary>The smallest size with nine tenths of the highest speed.</summary>
    public BatchSizeTrial AtKnee => Trials.First(trial => trial.ExamplesPerSecond >= Knee * Trials.Max(other => other.ExamplesPerSecond));

    /// <summary>The smallest size that comes to the same loss as fast as any, as far as measuring can tell; that at the knee where the noise scale is not known.</summary>
    public BatchSizeTrial Best => NoiseScale is null ? AtKnee : Trials.First(trial => Time(trial) <= Noise * Trials.Min(Time));

    /// <summary>The bytes that this process may use.</summary>
    public static long Memory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The sizes that are worth running for a run: from an eighth of its own to 16 times, at least four batches an epoch.</summary>
    public static (int From, int To) Range(RunFolder run, Dataset data)
    {
        int own = TrainingPlan.From(run.Manifest).Training.BatchSize, from = own;
        while (from % 2 == 0 && from > own / 8)
        {
            from /= 2;
        }

        long most = data.Train is IMapSource { Count: long count } ? count / 4 : long.MaxValue;
        return (from, (int)Math.Max(own, Math.Min(16L * own, most)));
    }

    /// <summary>Runs the sizes from one to the other, each twice the one before, as far as memory allows.</summary>
    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="from">The smallest size, 1 or more.</param>
    /// <param name="to">The largest size, not below the smallest.</param>
    /// <param name="each">How long each is measured, three times, of at least eight steps.</param>
    /// <param name="memory">The bytes that the process may use.</param>
    /// <param name="tried">Is told each when it was run for the first time.</param>
    public static BatchSizeSearch Find(
        RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, int from, int to, TimeSpan each, long memory, Action<BatchSizeTrial> tried)
    {
        Series scales = RunHistory.Read(run)[Quantity.NoiseScale];
        List<BatchSizeTrial> trials = [];
        (int, long)? tooLarge = null;
        for (int size = from; size <= to && tooLarge is null; size *= 2)
        {
            if (Predict(trials) is var needed && needed > MemoryShare * memory)
            {
                tooLarge = (size, needed);
                continue;
            }

            double speed = Measure(run, makeNetwork, data, size, each);
            using Process process = Process.GetCurrentProcess();
            trials.Add(new BatchSizeTrial(size, speed, process.PeakWorkingSet64));
            tried(trials[^1]);
        }

        // In turns, so that what disturbs the machine meanwhile disturbs all alike; the fastest turn of each counts.
        for (int round = 1; round < Rounds; round++)
        {
            for (int i = 0; i < trials.Count; i++)
            {
                double speed = Measure(run, makeNetwork, data, trials[i].BatchSize, each);
                trials[i] = trials[i] with { ExamplesPerSecond = Math.Max(trials[i].ExamplesPerSecond, speed) };
            }
        }

        return new BatchSizeSearch(trials, scales.Count == 0 ? null : scales.Median(), tooLarge);
    }

    /// <summary>How long a size takes to the same loss, as a multiple of the fastest; NaN where the noise scale is not known.</summary>
    public double RelativeTime(BatchSizeTrial trial) => Time(trial) / Trials.Min(Time);

    /// <summary>The learning rate to begin with at another batch size: in proportion (Goyal and others 2017), or to its root where the optimizer divides by the gradient's size (Malladi and others 2022).</summary>
    public static double LearningRate(TrainingPlan plan, int batchSize)
    {
        double ratio = (double)batchSize / plan.Training.BatchSize;
        return plan.Optimizer.LearningRate * (plan.Optimizer is SgdOptions or MomentumOptions ? ratio : Math.Sqrt(ratio));
    }

    private static double Measure(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, int size, TimeSpan each)
    {
        IReadOnlyList<StepReport> steps = TimedFork.Run(run, makeNetwork, data, each, options => PlanChange.WithBatchSize(options, size));
        return steps[0].Examples / steps.Select(step => step.Elapsed.TotalSeconds).Order().ElementAt(steps.Count / 2);
    }

    // Memory is a line over the batch size: what is there anyway, and what an example takes.
    private static long Predict(List<BatchSizeTrial> trials) =>
        trials.Count < 2 ? 0 : trials[^1].PeakBytes + (2 * (trials[^1].PeakBytes - trials[^2].PeakBytes));

    private double Time(BatchSizeTrial trial) => (1 + (trial.BatchSize / NoiseScale ?? double.NaN)) / trial.ExamplesPerSecond;
}
