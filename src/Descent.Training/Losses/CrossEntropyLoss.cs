using Descent.Training.Evaluation;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>Cross-entropy of class numbers from logits, through a stable log-softmax: −ln softmax(logits)[label].</summary>
/// <param name="LabelSmoothing">The share of each label spread evenly over all classes, 0 to 1 (Szegedy et al. 2016).</param>
public sealed record CrossEntropyLoss(double LabelSmoothing = 0) : Loss
{
    /// <inheritdoc />
    public override Tensor Compute(Tensor outputs, Tensor labels) =>
        nn.functional.cross_entropy(outputs, labels, label_smoothing: LabelSmoothing);

    /// <inheritdoc />
    public override int? CountCorrect(Tensor outputs, Tensor labels) => Accuracy.Count(outputs, labels);
}
