using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>Takes off the mean over the batch, whatever the mode.</summary>
internal sealed class Center() : Module<Tensor, Tensor>("Center")
{
    public override Tensor forward(Tensor input) => input - input.mean([0], keepdim: true);
}
