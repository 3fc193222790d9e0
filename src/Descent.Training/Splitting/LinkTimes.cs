using System.Diagnostics;
using Descent.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>How long the links of a chain take.</summary>
internal static class LinkTimes
{
    // The first is slower, as memory is new; a disturbed one is not the shortest.
    private const int Rounds = 4;

    /// <summary>The seconds of forward and backward of each link, the shortest of several times.</summary>
    /// <param name="links">The chain, in evaluation, so that statistics stay as they are.</param>
    /// <param name="call">How a link is called.</param>
    /// <param name="inputs">A micro-batch.</param>
    public static double[] Measure(IReadOnlyList<ChainLink> links, Func<ChainLink, Tensor, Tensor> call, Tensor inputs)
    {
        double[] seconds = [.. links.Select(_ => double.PositiveInfinity)];
        for (int round = 0; round < Rounds; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor values = inputs;
            for (int i = 0; i < links.Count; i++)
            {
                Tensor own = values.detach();
                own.requires_grad = i > 0;
                long start = Stopwatch.GetTimestamp();
                values = call(links[i], own);
                if (values.requires_grad)
                {
                    values.backward([ones_like(values)]);
                }

                seconds[i] = Math.Min(seconds[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return seconds;
    }
}
