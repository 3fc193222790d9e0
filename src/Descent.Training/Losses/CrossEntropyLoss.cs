using Descent.Data.Sources;
using Descent.Runs;
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

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes(ArrayFormat label, int classes, IReadOnlyList<long> output)
    {
        var mistakes = new MistakeList();
        mistakes.Range("--label-smoothing", LabelSmoothing, 0, 1);
        if (!label.Equals(ArrayFormat.ClassNumber))
        {
            mistakes.Add("Cross-entropy needs class numbers as labels.", label, ArrayFormat.ClassNumber.ToString(), "Use labels that name classes.");
        }
        else if (output is not [var outputs] || outputs != classes)
        {
            mistakes.Add(
                "The network's outputs do not fit the data's classes.", $"outputs [{string.Join(", ", output)}]", $"[{classes}], one logit a class",
                $"Make the network with {classes} outputs.");
        }

        return mistakes.Items;
    }
}
