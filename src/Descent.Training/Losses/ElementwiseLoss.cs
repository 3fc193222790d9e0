using Descent.Data.Sources;
using Descent.Runs;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>A loss of each output and a label number of its own; the mean over all of them.</summary>
public abstract record ElementwiseLoss : Loss
{
    private protected ElementwiseLoss()
    {
    }

    /// <inheritdoc />
    public override Tensor Compute(Tensor outputs, Tensor labels)
    {
        // A single number may be an output of shape [B, 1] and a label of shape [B]; libtorch would make [B, B] of these.
        Tensor placed = Beside(outputs, labels);
        using Tensor? column = labels.dim() < outputs.dim() ? placed.unsqueeze(-1) : null;
        return Mean(outputs, column ?? placed);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes(ArrayFormat label, int classes, IReadOnlyList<long> output)
    {
        string allowed = $"numbers [{string.Join(", ", output)}], one for each output";
        if (label.Type == ElementType.Int64)
        {
            return [new Mistake(
                "This loss needs numbers as labels, not classes.", label.ToString(), allowed,
                "Make numbers of the classes with --transforms one-hot, or take --loss cross-entropy.")];
        }

        return output.SequenceEqual(label.Shape) || output.SequenceEqual([.. label.Shape, 1]) ? [] :
            [new Mistake("The network's outputs do not fit the labels.", label.ToString(), allowed, "Make the network with as many outputs as a label has numbers.")];
    }

    /// <summary>The mean over all outputs.</summary>
    /// <param name="outputs">[B, …].</param>
    /// <param name="labels">The same shape.</param>
    private protected abstract Tensor Mean(Tensor outputs, Tensor labels);
}
