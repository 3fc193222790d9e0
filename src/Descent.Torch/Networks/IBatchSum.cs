using static TorchSharp.torch;

namespace Descent.Torch.Networks;

/// <summary>Sums what layers measure of their part of a batch over all parts, which other processes have.</summary>
public interface IBatchSum
{
    /// <summary>Whether the inputs of the step are examples; otherwise they only stand for them, and measure nothing.</summary>
    bool HasExamples { get; }

    /// <summary>Replaces float32 values by their sum over all parts. All make the same calls in the same order; it is called within backward too, and throws nothing.</summary>
    void Sum(Tensor values);
}
