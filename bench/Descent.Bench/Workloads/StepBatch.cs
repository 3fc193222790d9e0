using System.Diagnostics;
using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Bench.Workloads;

/// <summary>One batch of random images or tokens in memory, the same for every side.</summary>
internal sealed class StepBatch : IDisposable
{
    /// <summary>Of how many classes labels are.</summary>
    public const int Classes = 10;

    /// <summary>How many different tokens there are.</summary>
    public const int Tokens = 256;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);

    private StepBatch(Tensor inputs, Tensor labels) => (Inputs, Labels) = (inputs, labels);

    /// <summary>[B, C, H, W], or token numbers, [B, positions].</summary>
    public Tensor Inputs { get; }

    /// <summary>Class numbers, [B], or token numbers, [B, answers].</summary>
    public Tensor Labels { get; }

    /// <param name="shape">The shape of one image.</param>
    /// <param name="count">How many.</param>
    public static StepBatch OfImages(long[] shape, int count)
    {
        Libtorch.Load();
        return new StepBatch(randn([count, .. shape]), arange(count, int64).remainder(Classes));
    }

    /// <param name="positions">Tokens of an input.</param>
    /// <param name="answers">Of so many of them the next is asked for.</param>
    /// <param name="count">How many inputs.</param>
    public static StepBatch OfTokens(int positions, int answers, int count)
    {
        Libtorch.Load();
        return new StepBatch(randint(0, Tokens, [count, positions], int64), randint(0, Tokens, [count, answers], int64));
    }

    /// <summary>Repeats a step for a while, once at least, and returns the mean seconds. A step before it is not timed: it finds the caches full of another side's numbers.</summary>
    public static double Repeat(int threads, Action step)
    {
        set_num_threads(threads);
        step();
        long start = Stopwatch.GetTimestamp();
        int steps = 0;
        do
        {
            step();
            steps++;
        }
        while (Stopwatch.GetElapsedTime(start) < Least);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
