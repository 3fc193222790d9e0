using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>Dropout that works in use and not in training.</summary>
internal sealed class BackwardsDropout(double probability) : Module<Tensor, Tensor>("BackwardsDropout")
{
    public override Tensor forward(Tensor input) => functional.dropout(input, probability, training: !training);
}
