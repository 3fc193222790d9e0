using System.Collections.Frozen;
using Descent.Torch.Memory;
using Descent.Training.Loop;

namespace Descent.Training.Methods;

/// <summary>Scales the gradient down to a largest norm (Pascanu, Mikolov, Bengio 2013): g ← g · min(1, limit / ‖g‖).</summary>
/// <param name="limit">The largest norm.</param>
/// <param name="wholeNorm">The norm where the gradients here are a part of all; null where they are all.</param>
internal sealed class GradientClipping(double limit, Func<double>? wholeNorm = null) : ITrainingMethod
{
    public IReadOnlyDictionary<string, NativeBuffer> State => FrozenDictionary<string, NativeBuffer>.Empty;

    public void BeforeUpdate(Span<float> gradients)
    {
        double norm = wholeNorm?.Invoke() ?? GradientPass.Norm(gradients);
        if (norm > limit)
        {
            GradientPass.Scale(gradients, (float)(limit / norm));
        }
    }

    public void AfterUpdate(ReadOnlySpan<float> weights)
    {
    }
}
