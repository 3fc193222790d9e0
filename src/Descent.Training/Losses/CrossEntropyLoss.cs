using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training.Evaluation;
using static TorchSharp.torch;

namespace Descent.Training.Losses;

/// <summary>
/// Cross-entropy from logits, through a stable log-softmax over their last dimension: −ln softmax(logits)[label] of class numbers,
/// −Σ p·ln softmax(logits) of probabilities p.
/// </summary>
/// <param name="LabelSmoothing">The share of each label spread evenly over all classes, 0 to 1 (Szegedy et al. 2016).</param>
/// <param name="IgnoreIndex">The class number of labels that do not count, in the loss, its mean and accuracy; −100 by default.</param>
/// <param name="ClassWeights">How much each class counts, 0 or more; the mean divides by the labels' weights. Null is 1 each.</param>
public sealed record CrossEntropyLoss(double LabelSmoothing = 0, long IgnoreIndex = CrossEntropyLoss.NoLabel, IReadOnlyList<double>? ClassWeights = null)
    : Loss
{
    private const long NoLabel = -100;

    // Made once for outputs of a type on a device.
    private Tensor? _weights;

    // A copy with other weights must not take over the tensor of these.
    private CrossEntropyLoss(CrossEntropyLoss original)
        : base(original) =>
        (LabelSmoothing, IgnoreIndex, ClassWeights) = (original.LabelSmoothing, original.IgnoreIndex, original.ClassWeights);

    /// <inheritdoc />
    public override Tensor Compute(Tensor outputs, Tensor labels)
    {
        bool areNumbers = labels.dtype == ScalarType.Int64;
        if (areNumbers)
        {
            RequireClasses(labels, outputs.size(-1));
        }

        bool flat = outputs.dim() == 2;
        using Tensor? rows = flat ? null : outputs.flatten(0, -2); // [B·…, C]
        Tensor placed = Beside(outputs, labels);
        using Tensor? flatLabels = flat ? null : placed.flatten(0, areNumbers ? -1 : -2);
        // Where nothing counts, the mean would be 0/0; the sum is 0 and so are its gradients.
        nn.Reduction reduction = Weight(labels) == 0 ? nn.Reduction.Sum : nn.Reduction.Mean;
        return nn.functional.cross_entropy(
            rows ?? outputs, flatLabels ?? placed, WeightsFor(outputs), areNumbers ? IgnoreIndex : NoLabel, reduction, LabelSmoothing);
    }

    /// <inheritdoc />
    public override double Weight(Tensor labels)
    {
        if (labels.dtype != ScalarType.Int64)
        {
            return labels.numel() / labels.size(-1);
        }

        using HostValues<long> numbers = new(labels, ScalarType.Int64);
        if (ClassWeights is null)
        {
            return numbers.Span.Length - numbers.Span.Count(IgnoreIndex);
        }

        double sum = 0;
        foreach (long number in numbers.Span)
        {
            sum += number != IgnoreIndex && (ulong)number < (ulong)ClassWeights.Count ? ClassWeights[(int)number] : 0;
        }

        return sum;
    }

    /// <inheritdoc />
    internal override long LabelsPerExample(Tensor labels)
    {
        long[] shape = labels.shape;
        long count = 1;
        for (int i = 1; i < shape.Length - (labels.dtype == ScalarType.Int64 ? 0 : 1); i++)
        {
            count *= shape[i];
        }

        return count;
    }

    /// <inheritdoc />
    public override CorrectCount? CountCorrect(Tensor outputs, Tensor labels) => Accuracy.Count(outputs, labels, IgnoreIndex);

    /// <inheritdoc />
    public override long? CountExact(Tensor outputs, Tensor labels) => Accuracy.CountExact(outputs, labels, IgnoreIndex);

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("--label-smoothing", LabelSmoothing, 0, 1);
        foreach (double weight in ClassWeights ?? [])
        {
            mistakes.Range("a class weight", weight, 0, float.MaxValue);
        }

        return mistakes.Items;
    }

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes(ArrayFormat label, int classes, IReadOnlyList<long> output)
    {
        var mistakes = new MistakeList();
        string outputs = $"outputs [{string.Join(", ", output)}]";
        bool areNumbers = label.Type == ElementType.Int64;
        if (areNumbers && (output.Count == 0 || !output.SkipLast(1).SequenceEqual(label.Shape) || (classes > 0 && output[^1] != classes)))
        {
            string logits = classes > 0 ? $"{classes}" : "classes";
            mistakes.Add(
                "The network's outputs do not fit the data's classes.", outputs, $"[{string.Join(", ", [.. label.Shape, logits])}], one logit a class",
                $"Make the network with {logits} outputs{(label.Shape.Length > 0 ? " for each position" : "")}.");
        }
        else if (!areNumbers && (label.Shape.Length == 0 || !output.SequenceEqual(label.Shape)))
        {
            mistakes.Add(
                "Cross-entropy needs class numbers as labels, or a probability for each output.", label, $"Int64 or [{string.Join(", ", output)}]",
                "Use labels that name classes, or another loss: --loss mse.");
        }

        if (ClassWeights is not null && output.Count > 0 && ClassWeights.Count != output[^1])
        {
            mistakes.Add(
                "There are not as many class weights as classes.", $"{ClassWeights.Count} weights", $"{output[^1]}, one a class", "Give each class a weight, in the order of the classes.");
        }

        return mistakes.Items;
    }

    /// <inheritdoc />
    public bool Equals(CrossEntropyLoss? other) => other is not null && LabelSmoothing.Equals(other.LabelSmoothing)
        && IgnoreIndex == other.IgnoreIndex && (ClassWeights ?? []).SequenceEqual(other.ClassWeights ?? []);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(LabelSmoothing, IgnoreIndex, ClassWeights?.Count);

    // On a GPU a wrong class number would end the process.
    private void RequireClasses(Tensor labels, long classes)
    {
        using HostValues<long> numbers = new(labels, ScalarType.Int64);
        if (!numbers.Span.ContainsAnyExceptInRange(0, classes - 1))
        {
            return;
        }

        for (int i = 0; i < numbers.Span.Length; i++)
        {
            if (numbers.Span[i] != IgnoreIndex && (ulong)numbers.Span[i] >= (ulong)classes)
            {
                throw new LabelException(
                    (int)(i * labels.size(0) / numbers.Span.Length), $"Its label {numbers.Span[i]} is not one of the classes 0 to {classes - 1}.");
            }
        }
    }

    private Tensor? WeightsFor(Tensor outputs)
    {
        if (ClassWeights is null || (_weights is not null && _weights.dtype == outputs.dtype && _weights.device_type == outputs.device_type))
        {
            return _weights;
        }

        _weights?.Dispose();
        return _weights = tensor([.. ClassWeights], dtype: outputs.dtype, device: outputs.device).DetachFromDisposeScope();
    }
}
