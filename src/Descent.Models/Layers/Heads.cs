using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>What self- and cross-attention have in common.</summary>
internal static class Heads
{
    /// <summary>Operations of the two products of matrices; the softmax between them is left out.</summary>
    public static long CountOperations(Tensor output, long keys) => 2 * 2 * output.numel() * keys;

    /// <exception cref="ArgumentException">The mask does not fit.</exception>
    public static void RequireMask(string layer, Tensor? mask, long batch, long heads, long queries, long keys)
    {
        if (mask is not null && !(mask.dtype == ScalarType.Bool && mask.dim() == 4 && Fits(0, batch) && Fits(1, heads) && Fits(2, queries) && mask.size(3) == keys))
        {
            throw Shape.Mistake(layer, "a mask", $"Bool [{batch} or 1, {heads} or 1, {queries} or 1, {keys}]", mask);
        }

        bool Fits(int dimension, long size) => mask.size(dimension) == size || mask.size(dimension) == 1;
    }
}
