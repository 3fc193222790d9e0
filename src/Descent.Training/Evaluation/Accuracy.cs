using Descent.Torch.Memory;
using static TorchSharp.torch;

namespace Descent.Training.Evaluation;

/// <summary>How many logits have their largest value at the label; a tie goes to the first.</summary>
internal static class Accuracy
{
    /// <param name="logits">[B, classes].</param>
    /// <param name="labels">[B], int64.</param>
    public static int Count(Tensor logits, Tensor labels)
    {
        using Tensor contiguous = logits.detach().contiguous();
        ReadOnlySpan<float> values = TensorMemory.Span<float>(contiguous);
        ReadOnlySpan<long> wanted = TensorMemory.Span<long>(labels);
        int classes = (int)logits.size(1);
        int correct = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            correct += IndexOfMax(values.Slice(i * classes, classes)) == wanted[i] ? 1 : 0;
        }

        return correct;
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
}
