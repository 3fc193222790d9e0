using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests;

/// <summary>The numbers that tests/golden/layers.py makes by a formula, so that inputs and weights need no file.</summary>
internal static class Wave
{
    /// <summary>Numbers between −1 and 1 without a pattern, float64.</summary>
    public static Tensor Of(long[] shape, int phase)
    {
        using Tensor index = arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64);
        return index.mul_(12.9898).add_((phase * 78.233) + 0.5).sin_().reshape(shape);
    }

    /// <summary>Makes a module float64 and sets its parameters and buffers as the script's fill does, each under the name that PyTorch gives it.</summary>
    public static T Fill<T>(T module)
        where T : Module
    {
        module.to(ScalarType.Float64);
        IEnumerable<(string Name, Tensor Tensor)> tensors =
        [
            .. module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)),
            .. module.named_buffers().Where(b => b.buffer.is_floating_point()).Select(b => (b.name, b.buffer)),
        ];
        using IDisposable noGradients = no_grad();
        int phase = 0;
        foreach ((string name, Tensor tensor) in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor values = Of(tensor.shape, phase++);
            tensor.copy_(tensor.dim() >= 2 ? values * (2 / Math.Sqrt(tensor.numel() / tensor.size(0)))
                : name.EndsWith("running_var", StringComparison.Ordinal) ? 1 + (0.5 * values)
                : name.EndsWith("weight", StringComparison.Ordinal) ? 1 + (0.1 * values)
                : 0.1 * values);
        }

        return module;
    }
}
