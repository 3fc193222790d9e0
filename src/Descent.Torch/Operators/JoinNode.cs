using Descent.Torch.Autograd;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>A sum over a group of ranks, whose gradient is that of each summand.</summary>
internal sealed class JoinNode : GraphNode
{
    private static readonly NodePool<JoinNode> Pool = new(() => new());

    public JoinNode()
        : base(inputs: 1, saved: 0)
    {
    }

    /// <param name="input">This rank's summand.</param>
    /// <param name="sum">The sum; it is given up.</param>
    public static Tensor Forward(Tensor input, Tensor sum)
    {
        using Tensor owned = sum;
        return Pool.Rent().Connect([input.Handle], TensorHandles.Share(owned.Handle));
    }

    protected override void Backward(nint gradient, Span<nint> results) => results[0] = TensorHandles.Share(gradient);

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) => Backward(gradient, results);

    protected override void GiveBack() => Pool.Return(this);
}
