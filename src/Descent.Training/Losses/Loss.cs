using System.Text.Json.Serialization;
using Descent.Data.Sources;
using Descent.Runs;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>What training makes small: the mean over a batch of how wrong the outputs are.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CrossEntropyLoss), "cross-entropy")]
public abstract record Loss
{
    /// <summary>−ln of the probability given to the right class, from logits.</summary>
    public static CrossEntropyLoss CrossEntropy { get; } = new();

    /// <summary>The mean loss over a batch, a tensor of one number that gradients flow back from.</summary>
    /// <param name="outputs">The network's outputs, [B, …].</param>
    /// <param name="labels">The labels, [B, …].</param>
    public abstract Tensor Compute(Tensor outputs, Tensor labels);

    /// <summary>How many outputs of the batch are right; null where the loss has no right and wrong.</summary>
    /// <param name="outputs">The network's outputs, [B, …].</param>
    /// <param name="labels">The labels, [B, …].</param>
    public virtual int? CountCorrect(Tensor outputs, Tensor labels) => null;

    /// <summary>What is wrong with its options, or with these labels and outputs for it; empty when nothing is.</summary>
    /// <param name="label">What a label looks like.</param>
    /// <param name="classes">How many classes the labels have; 0 when they are no class numbers.</param>
    /// <param name="output">The shape of the network's output for one example.</param>
    public abstract IReadOnlyList<Mistake> FindMistakes(ArrayFormat label, int classes, IReadOnlyList<long> output);
}
