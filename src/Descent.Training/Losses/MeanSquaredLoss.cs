using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>The mean of (output − label)².</summary>
public sealed record MeanSquaredLoss : ElementwiseLoss
{
    private protected override Tensor Mean(Tensor outputs, Tensor labels) => nn.functional.mse_loss(outputs, labels);
}
