using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>The norm of the gradients of a whole network of which each rank holds a part.</summary>
internal sealed class SplitNorm(NetworkShard shard, FlatParameters parameters) : IDisposable
{
    private readonly ParameterSlot[] _own = [.. parameters.Slots.Where(slot => !shard.Borrowed.Contains(slot.Name))];
    private readonly NativeBuffer _sum = new(1, ScalarType.Float64);

    /// <summary>The norm, the same on all ranks; what several hold alike is counted once.</summary>
    public double Compute()
    {
        double sum = 0;
        foreach (ParameterSlot slot in _own)
        {
            double norm = GradientPass.Norm(parameters.Gradients.Slice(slot.Offset, slot.PaddedLength));
            sum += norm * norm;
        }

        _sum.As<double>()[0] = sum;
        using Tensor all = _sum.View(0, 1);
        shard.Grid.Parts.Sum(all);
        return Math.Sqrt(_sum.As<double>()[0]);
    }

    /// <inheritdoc />
    public void Dispose() => _sum.Dispose();
}
