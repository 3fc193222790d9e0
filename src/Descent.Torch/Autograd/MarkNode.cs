using static TorchSharp.torch;

namespace Descent.Torch.Autograd;

/// <summary>A place in libtorch's graph that changes nothing and tells when backward has come to it.</summary>
internal sealed class MarkNode : GraphNode
{
    private static readonly NodePool<MarkNode> Pool = new(() => new());
    private Action<int>? _reached;
    private int _number;

    public MarkNode()
        : base(inputs: 1, saved: 0)
    {
    }

    protected override bool NeedsContiguous => false;

    public static Tensor Place(Tensor tensor, int number, Action<int> reached)
    {
        MarkNode node = Pool.Rent();
        (node._number, node._reached) = (number, reached);
        using Tensor same = tensor.detach();
        return node.Connect([tensor.Handle], TensorHandles.Share(same.Handle));
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        results[0] = TensorHandles.Share(gradient);
        _reached!(_number);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) => Backward(gradient, results);

    protected override void GiveBack()
    {
        _reached = null;
        Pool.Return(this);
    }
}
