using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Attention in several heads: softmax(q kᵀ / √d) v in each, d being width / heads.</summary>
internal static class Heads
{
    /// <summary>The heads' outputs side by side, [B, T, width].</summary>
    /// <param name="query">[B, T, width].</param>
    /// <param name="key">[B, S, width].</param>
    /// <param name="value">[B, S, width].</param>
    /// <param name="heads">How many; divides the width.</param>
    /// <param name="mask">True where a query may look at a key, [B or 1, heads or 1, T or 1, S]; null is everywhere.</param>
    /// <param name="causal">Whether position t looks at positions 0 to t only.</param>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, long heads, Tensor? mask, bool causal)
    {
        Tensor mixed = functional.scaled_dot_product_attention(
            Split(query, heads), Split(key, heads), Split(value, heads), attn_mask: mask, is_casual: causal); // [B, heads, T, width / heads]
        return mixed.transpose(1, 2).reshape(query.size(0), query.size(1), query.size(2));
    }

    /// <exception cref="ArgumentException">The mask does not fit.</exception>
    public static void RequireMask(string layer, Tensor? mask, long batch, long heads, long queries, long keys)
    {
        if (mask is not null && !(mask.dtype == ScalarType.Bool && mask.dim() == 4 && Fits(0, batch) && Fits(1, heads) && Fits(2, queries) && mask.size(3) == keys))
        {
            throw Shape.Mistake(layer, "a mask", $"Bool [{batch} or 1, {heads} or 1, {queries} or 1, {keys}]", mask);
        }

        bool Fits(int dimension, long size) => mask.size(dimension) == size || mask.size(dimension) == 1;
    }

    private static Tensor Split(Tensor input, long heads) =>
        input.view(input.size(0), input.size(1), heads, input.size(2) / heads).transpose(1, 2);
}
