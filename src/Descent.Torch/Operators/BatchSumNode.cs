using Descent.Torch.Autograd;
using Descent.Torch.Networks;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="BatchSum"/> in libtorch's graph.</summary>
internal sealed class BatchSumNode : GraphNode
{
    private static readonly NodePool<BatchSumNode> Pool = new(() => new());
    private IBatchSum? _ranks;

    public BatchSumNode()
        : base(inputs: 1, saved: 0)
    {
    }

    public static Tensor Forward(Tensor values, IBatchSum ranks)
    {
        Tensor sum = Sum(values, ranks);
        if (!is_grad_enabled() || !values.requires_grad)
        {
            return sum;
        }

        using (sum)
        {
            BatchSumNode node = Pool.Rent();
            node._ranks = ranks;
            return node.Connect([values.Handle], TensorHandles.Share(sum.Handle));
        }
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        using Tensor own = Tensor.UnsafeCreateTensor(TensorHandles.Share(gradient));
        using Tensor sum = Sum(own, _ranks!);
        results[0] = TensorHandles.Share(sum.Handle);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results)
    {
        using Tensor own = Tensor.UnsafeCreateTensor(TensorHandles.Share(gradient));
        using Tensor sum = Forward(own, _ranks!);
        results[0] = TensorHandles.Share(sum.Handle);
    }

    protected override void GiveBack()
    {
        _ranks = null;
        Pool.Return(this);
    }

    private static Tensor Sum(Tensor values, IBatchSum ranks)
    {
        using Tensor detached = values.detach();
        Tensor sum = detached.clone();
        ranks.Sum(sum);
        return sum;
    }
}
