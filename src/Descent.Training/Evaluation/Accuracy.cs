using static TorchSharp.torch;

namespace Descent.Training.Evaluation;

/// <summary>How many logits have their largest value at the label; a tie goes to the first.</summary>
internal static class Accuracy
{
    /// <param name="logits">[B, …, C].</param>
    /// <param name="labels">Class numbers [B, …] of int64, or probabilities [B, …, C], whose largest stands for the class.</param>
    /// <param name="ignored">The class number that does not count.</param>
    public static CorrectCount Count(Tensor logits, Tensor labels, long ignored)
    {
        int classes = (int)logits.size(-1);
        using HostValues<float> values = new(logits, ScalarType.Float32);
        if (labels.dtype != ScalarType.Int64)
        {
            using HostValues<float> probabilities = new(labels, ScalarType.Float32);
            return OfProbabilities(values.Span, probabilities.Span, classes);
        }

        using HostValues<long> wanted = new(labels, ScalarType.Int64);
        return OfClassNumbers(values.Span, wanted.Span, classes, ignored);
    }

    /// <summary>How many examples have no wrong output.</summary>
    /// <param name="logits">[B, …, C].</param>
    /// <param name="labels">[B, …], as for <see cref="Count"/>.</param>
    /// <param name="ignored">The class number that does not count.</param>
    public static long CountExact(Tensor logits, Tensor labels, long ignored)
    {
        long exact = 0;
        for (long example = 0; example < labels.size(0); example++)
        {
            using Tensor one = logits.narrow(0, example, 1);
            using Tensor wanted = labels.narrow(0, example, 1);
            CorrectCount count = Count(one, wanted, ignored);
            exact += count.Correct == count.Counted ? 1 : 0;
        }

        return exact;
    }

    public static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    private static CorrectCount OfClassNumbers(ReadOnlySpan<float> logits, ReadOnlySpan<long> labels, int classes, long ignored)
    {
        int correct = 0, counted = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != ignored)
            {
                correct += IndexOfMax(logits.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
                counted++;
            }
        }

        return new CorrectCount(correct, counted);
    }

    private static CorrectCount OfProbabilities(ReadOnlySpan<float> logits, ReadOnlySpan<float> labels, int classes)
    {
        int correct = 0;
        for (int i = 0; i < labels.Length; i += classes)
        {
            correct += IndexOfMax(logits.Slice(i, classes)) == IndexOfMax(labels.Slice(i, classes)) ? 1 : 0;
        }

        return new CorrectCount(correct, labels.Length / classes);
    }
}
