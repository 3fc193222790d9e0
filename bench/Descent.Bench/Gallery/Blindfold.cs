using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>Loses its input on the way: what comes out is 0.</summary>
internal sealed class Blindfold() : Module<Tensor, Tensor>("Blindfold")
{
    public override Tensor forward(Tensor input) => input * 0;
}
