using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>Keeps a tensor of each forward pass in training, for good.</summary>
internal sealed class LeakingNetwork : Module<Tensor, Tensor>
{
    // Memory that was given back would be what the next leak is made of, and the process would not grow.
    private static readonly List<Tensor> Kept = [];
    private readonly Module<Tensor, Tensor> _inner;
    private readonly int _kilobytes;

    public LeakingNetwork(Module<Tensor, Tensor> inner, int kilobytes)
        : base("leaking")
    {
        (_inner, _kilobytes) = (inner, kilobytes);
        register_module("inner", inner);
    }

    public override Tensor forward(Tensor input)
    {
        if (training)
        {
            // Written to, as memory that nobody wrote is not there yet.
            Kept.Add(ones(_kilobytes * 256L).DetachFromDisposeScope());
        }

        return _inner.call(input);
    }
}
