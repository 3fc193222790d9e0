using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Workloads;

/// <summary>The best time of a layer's forward and backward passes on one batch.</summary>
internal readonly record struct LayerTime(double Forward, double Backward)
{
    private const int Rounds = 600;

    /// <param name="layer">Disposed by the caller.</param>
    /// <param name="input">Of one batch.</param>
    /// <param name="needsGradient">Whether the gradient of the input is asked for too, as of every layer but the first.</param>
    public static LayerTime Measure(Module<Tensor, Tensor> layer, Tensor input, bool needsGradient)
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor given = input.detach().clone().requires_grad_(needsGradient);
        Tensor gradient = ones_like(layer.call(given));
        Tensor[] gradients = [gradient];
        TimeSpan forward = TimeSpan.MaxValue, backward = TimeSpan.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            Tensor output = layer.call(given);
            TimeSpan first = Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            output.backward(gradients);
            TimeSpan second = Stopwatch.GetElapsedTime(start);
            (forward, backward) = (first < forward ? first : forward, second < backward ? second : backward);
        }

        return new LayerTime(forward.TotalMicroseconds, backward.TotalMicroseconds);
    }
}
