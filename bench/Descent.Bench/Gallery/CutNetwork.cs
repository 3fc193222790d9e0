using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>Two networks one after the other, between which the gradient is lost.</summary>
internal sealed class CutNetwork : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _first;
    private readonly Module<Tensor, Tensor> _second;

    public CutNetwork(Module<Tensor, Tensor> first, Module<Tensor, Tensor> second)
        : base("cut")
    {
        (_first, _second) = (first, second);
        register_module("first", first);
        register_module("second", second);
    }

    public override Tensor forward(Tensor input) => _second.call(functional.relu(_first.call(input)).detach());
}
