using System.Collections.Frozen;
using Descent.Torch.Memory;
using Descent.Training.Loop;

namespace Descent.Training.Methods;

/// <summary>Scales the gradient down to a largest norm (Pascanu, Mikolov, Bengio 2013): g ← g · min(1, limit / ‖g‖).</summary>
internal sealed class GradientClipping(double limit) : ITrainingMethod
{
    public IReadOnlyDictionary<string, NativeBuffer> State => FrozenDictionary<string, NativeBuffer>.Empty;

    public void BeforeUpdate(Span<float> gradients)
    {
        double norm = GradientPass.Norm(gradients);
        if (norm > limit)
        {
            GradientPass.Scale(gradients, (float)(limit / norm));
        }
    }

    public void AfterUpdate(ReadOnlySpan<float> weights)
    {
    }
}
