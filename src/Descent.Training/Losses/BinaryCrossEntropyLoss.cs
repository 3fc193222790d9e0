using System.Globalization;
using Descent.Training.Evaluation;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>−(t·ln σ(z) + (1 − t)·ln(1 − σ(z))) of each logit z and its label t in [0, 1], stable for large z; the mean over all.</summary>
/// <remarks>Each output is a yes or no of its own: an example may have several classes or none.</remarks>
public sealed record BinaryCrossEntropyLoss : ElementwiseLoss
{
    /// <inheritdoc />
    public override Tensor Compute(Tensor outputs, Tensor labels)
    {
        using HostValues<float> values = new(labels, ScalarType.Float32);
        int bad = values.Span.IndexOfAnyExceptInRange(0, 1);
        return bad < 0 ? base.Compute(outputs, labels) : throw new LabelException(
            (int)(bad * labels.size(0) / values.Span.Length),
            string.Create(CultureInfo.InvariantCulture, $"Its label {values.Span[bad]} is not in 0 to 1, as binary cross-entropy needs."));
    }

    /// <inheritdoc />
    /// <remarks>An output is right when it is above 0 exactly where its label is 0.5 or more.</remarks>
    public override CorrectCount? CountCorrect(Tensor outputs, Tensor labels)
    {
        using HostValues<float> logits = new(outputs, ScalarType.Float32);
        using HostValues<float> wanted = new(labels, ScalarType.Float32);
        int correct = 0;
        for (int i = 0; i < wanted.Span.Length; i++)
        {
            correct += logits.Span[i] > 0 == wanted.Span[i] >= 0.5f ? 1 : 0;
        }

        return new CorrectCount(correct, wanted.Span.Length);
    }

    private protected override Tensor Mean(Tensor outputs, Tensor labels) =>
        nn.functional.binary_cross_entropy_with_logits(outputs, labels);
}
