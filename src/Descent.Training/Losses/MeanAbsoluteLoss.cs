using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>The mean of |output − label|.</summary>
public sealed record MeanAbsoluteLoss : ElementwiseLoss
{
    private protected override Tensor Mean(Tensor outputs, Tensor labels) => nn.functional.l1_loss(outputs, labels);
}
