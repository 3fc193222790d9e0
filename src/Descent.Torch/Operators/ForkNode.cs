using Descent.Torch.Autograd;
using Descent.Torch.Networks;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>The identity whose gradients are summed over a group of ranks.</summary>
internal sealed class ForkNode : GraphNode
{
    private static readonly NodePool<ForkNode> Pool = new(() => new());
    private TensorGroup? _group;

    public ForkNode()
        : base(inputs: 1, saved: 0)
    {
    }

    public static Tensor Forward(Tensor input, TensorGroup group)
    {
        ForkNode node = Pool.Rent();
        node._group = group;
        // A tensor of its own over the same memory: the graph could not tell the input from itself.
        using Tensor output = input.detach();
        return node.Connect([input.Handle], TensorHandles.Share(output.Handle));
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        // The gradient may be shared with other branches of the graph.
        using Tensor shared = Tensor.UnsafeCreateTensor(TensorHandles.Share(gradient));
        using Tensor sum = shared.clone();
        _group!.SumWithinBackward(sum);
        results[0] = TensorHandles.Share(sum.Handle);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) => Backward(gradient, results);

    protected override void GiveBack()
    {
        _group = null;
        Pool.Return(this);
    }
}
