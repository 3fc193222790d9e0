using Descent.Torch.Autocasting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>
/// Attention of a sequence to itself in several heads (Vaswani et al. 2017): softmax(q kᵀ / √d) v in each, d being width / heads; by our own
/// matrix product where that is faster than libtorch's, whose attention several threads make slower.
/// </summary>
public static class Attention
{
    // The scores of one head, T × T, must stay in the second-level cache.
    private const long MostPositions = 512;

    /// <summary>Whether the fast path can take it; <see cref="Plain(Tensor, int, bool)"/> takes all that libtorch takes.</summary>
    /// <param name="queriesKeysValues">[B, T, 3 · width].</param>
    /// <param name="heads">How many.</param>
    public static bool Fits(Tensor queriesKeysValues, int heads) =>
        MatrixProduct.IsFast && !AutocastScope.IsActive
        && queriesKeysValues.dim() == 3 && queriesKeysValues.dtype == ScalarType.Float32 && queriesKeysValues.device_type == DeviceType.CPU
        && queriesKeysValues.is_contiguous() && queriesKeysValues.numel() is > 0 and < int.MaxValue
        && queriesKeysValues.size(1) <= MostPositions && heads > 0 && queriesKeysValues.size(2) % (3 * heads) == 0;

    /// <summary>The heads' outputs side by side, [B, T, width].</summary>
    /// <param name="queriesKeysValues">[B, T, 3 · width]: of each position its query, key and value.</param>
    /// <param name="heads">How many; divides the width.</param>
    /// <param name="causal">Whether a position looks at itself and those before it only.</param>
    public static Tensor Apply(Tensor queriesKeysValues, int heads, bool causal) => Fits(queriesKeysValues, heads)
        ? AttentionNode.Forward(queriesKeysValues, heads, causal)
        : Plain(queriesKeysValues, heads, causal);

    /// <summary>The same by libtorch's operators.</summary>
    public static Tensor Plain(Tensor queriesKeysValues, int heads, bool causal)
    {
        Tensor[] parts = queriesKeysValues.chunk(3, 2);
        return Plain(parts[0], parts[1], parts[2], heads, null, causal);
    }

    /// <summary>Attention of one sequence to another by libtorch's operators.</summary>
    /// <param name="query">[B, T, width].</param>
    /// <param name="key">[B, S, width].</param>
    /// <param name="value">[B, S, width].</param>
    /// <param name="heads">How many; divides the width.</param>
    /// <param name="mask">True where a query may look at a key, [B or 1, heads or 1, T or 1, S]; null is everywhere.</param>
    /// <param name="causal">Whether position t looks at positions 0 to t only.</param>
    public static Tensor Plain(Tensor query, Tensor key, Tensor value, long heads, Tensor? mask, bool causal)
    {
        Tensor mixed = functional.scaled_dot_product_attention(
            Split(query, heads), Split(key, heads), Split(value, heads), attn_mask: mask, is_casual: causal); // [B, heads, T, width / heads]
        return mixed.transpose(1, 2).reshape(query.size(0), query.size(1), query.size(2));
    }

    /// <summary>The same of products and a softmax, which can be differentiated as often as one likes; libtorch ends the process at the second time.</summary>
    internal static Tensor Composed(Tensor queriesKeysValues, int heads, bool causal)
    {
        long positions = queriesKeysValues.size(1), width = queriesKeysValues.size(2) / 3;
        Tensor[] parts = [.. queriesKeysValues.chunk(3, 2).Select(part => Split(part, heads))];
        Tensor scores = parts[0].matmul(parts[1].transpose(2, 3)).DividedBy(Math.Sqrt(width / heads));
        Tensor future = ones([positions, positions], ScalarType.Bool, scores.device).triu(1);
        using Scalar never = double.NegativeInfinity;
        Tensor seen = causal ? scores.masked_fill(future, never) : scores;
        return seen.softmax(-1).matmul(parts[2]).transpose(1, 2).reshape(queriesKeysValues.size(0), positions, width);
    }

    private static Tensor Split(Tensor input, long heads) =>
        input.view(input.size(0), input.size(1), heads, input.size(2) / heads).transpose(1, 2);
}
