using System.Text.Json.Serialization;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training.Evaluation;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>What training makes small: the mean over a batch of how wrong the outputs are.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CrossEntropyLoss), LossCatalog.CrossEntropy)]
[JsonDerivedType(typeof(BinaryCrossEntropyLoss), LossCatalog.BinaryCrossEntropy)]
[JsonDerivedType(typeof(MeanSquaredLoss), LossCatalog.MeanSquared)]
[JsonDerivedType(typeof(MeanAbsoluteLoss), LossCatalog.MeanAbsolute)]
[JsonDerivedType(typeof(HuberLoss), LossCatalog.Huber)]
public abstract record Loss
{
    /// <summary>−ln of the probability given to the right class, from logits.</summary>
    public static CrossEntropyLoss CrossEntropy { get; } = new();

    /// <summary>The mean loss over a batch, a tensor of one number that gradients flow back from; 0 where no label counts.</summary>
    /// <param name="outputs">The network's outputs, [B, …].</param>
    /// <param name="labels">The labels, [B, …]; on the CPU, wherever the outputs are.</param>
    /// <exception cref="LabelException">A label is outside what this loss can take.</exception>
    public abstract Tensor Compute(Tensor outputs, Tensor labels);

    /// <summary>What <see cref="Compute"/> divides by: a batch's mean is the mean of its parts' means, weighted by this.</summary>
    /// <param name="labels">The labels, [B, …].</param>
    public virtual double Weight(Tensor labels) => labels.size(0);

    /// <summary>How many labels an example has, which is what it weighs when each counts once.</summary>
    /// <param name="labels">The labels, [B, …]; B may be 0.</param>
    internal virtual long LabelsPerExample(Tensor labels) => 1;

    /// <summary>How many outputs of the batch are right; null where the loss has no right and wrong.</summary>
    /// <param name="outputs">The network's outputs, [B, …].</param>
    /// <param name="labels">The labels, [B, …].</param>
    public virtual CorrectCount? CountCorrect(Tensor outputs, Tensor labels) => null;

    /// <summary>How many examples of the batch have no wrong output; null where the loss has no right and wrong.</summary>
    /// <param name="outputs">The network's outputs, [B, …].</param>
    /// <param name="labels">The labels, [B, …].</param>
    public virtual long? CountExact(Tensor outputs, Tensor labels) => null;

    /// <summary>What is wrong with its options; empty when nothing is.</summary>
    public virtual IReadOnlyList<Mistake> FindMistakes() => [];

    /// <summary>What keeps it from these labels and outputs; empty when nothing does.</summary>
    /// <param name="label">What a label looks like.</param>
    /// <param name="classes">How many classes the labels have; 0 when that is not known.</param>
    /// <param name="output">The shape of the network's output for one example.</param>
    public abstract IReadOnlyList<Mistake> FindMistakes(ArrayFormat label, int classes, IReadOnlyList<long> output);

    /// <summary>The labels where the outputs are.</summary>
    private protected static Tensor Beside(Tensor outputs, Tensor labels) =>
        labels.device_type == outputs.device_type ? labels : labels.to(outputs.device, non_blocking: true);
}
