using System.Diagnostics;
using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Bench.Workloads;

/// <summary>One batch of random images in memory, the same for every side.</summary>
internal sealed class StepBatch : IDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(60);

    /// <param name="shape">The shape of one image.</param>
    /// <param name="count">How many.</param>
    public StepBatch(long[] shape, int count)
    {
        Libtorch.Load();
        Inputs = randn([count, .. shape]);
        Labels = arange(count, int64).remainder(Classes);
    }

    public static int Classes => 10;

    /// <summary>[B, C, H, W].</summary>
    public Tensor Inputs { get; }

    /// <summary>Class numbers, [B].</summary>
    public Tensor Labels { get; }

    /// <summary>Repeats a step for a while, once at least, and returns the mean seconds.</summary>
    public static double Repeat(int threads, Action step)
    {
        set_num_threads(threads);
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
