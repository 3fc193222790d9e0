using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>Refuses tensors that a layer cannot take; libtorch ends the process on some of those.</summary>
internal static class Shape
{
    /// <summary>[batch, positions, width].</summary>
    /// <exception cref="ArgumentException">It has another shape.</exception>
    public static void RequireSequence(string layer, Tensor received, long width, string what = "inputs")
    {
        if (received.dim() != 3 || received.size(2) != width)
        {
            throw Mistake(layer, what, $"[batch, positions, {width}]", received);
        }
    }

    /// <summary>Width that heads can divide.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void RequireHeads(string layer, long width, long heads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (heads < 1 || width % heads != 0)
        {
            throw new ArgumentException($"{layer} cannot divide a width of {width} among {heads} heads; the width must be a multiple of the heads.", nameof(heads));
        }
    }

    /// <summary>The mistake in words: layer, expected, received.</summary>
    public static ArgumentException Mistake(string layer, string what, string expected, Tensor received) =>
        new($"{layer} expects {what} {expected}, received {received.dtype} [{string.Join(", ", received.shape)}].");
}
