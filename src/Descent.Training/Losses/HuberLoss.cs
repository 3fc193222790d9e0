using Descent.Runs;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>Half the square of an error e up to delta, then the line delta·(|e| − delta/2), so that outliers pull less (Huber 1964).</summary>
/// <param name="Delta">Where the square becomes a line, above 0.</param>
public sealed record HuberLoss(double Delta = 1) : ElementwiseLoss
{
    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Above("huber's delta", Delta, 0);
        return mistakes.Items;
    }

    private protected override Tensor Mean(Tensor outputs, Tensor labels) => nn.functional.huber_loss(outputs, labels, Delta);
}
