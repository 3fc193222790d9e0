using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>Brings everything within ±0.02.</summary>
internal sealed class Squeeze() : Module<Tensor, Tensor>("Squeeze")
{
    public override Tensor forward(Tensor input) => input.tanh() * 0.02;
}
