using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>The sizes of a convolution with ReLU and 2×2 max pooling after it, and how its kernel lays out memory.</summary>
/// <remarks>
/// An image is packed with its padding and with its channels beside each other, [H + 2P, W + 2P, C]: what one output reads is then K rows of
/// K·C neighbouring floats, and a kernel is as many rows, each rounded up to whole vectors.
/// </remarks>
internal readonly record struct ConvPoolShape(int Channels, int Height, int Width, int Outputs, int Kernel, int Padding)
{
    /// <summary>Floats in a vector.</summary>
    public static int Lanes => Vector512<float>.Count;

    /// <summary>As many floats in whole vectors.</summary>
    public static int WholeVectors(int floats) => (floats + Lanes - 1) / Lanes * Lanes;

    public int PooledHeight => (Height + (2 * Padding) - Kernel + 1) / 2;

    public int PooledWidth => (Width + (2 * Padding) - Kernel + 1) / 2;

    /// <summary>Pooled windows of one output.</summary>
    public int Cells => PooledHeight * PooledWidth;

    /// <summary>Floats in one packed row of the image.</summary>
    public int Pitch => (Width + (2 * Padding)) * Channels;

    /// <summary>Floats that one output reads of one row.</summary>
    public int Window => Kernel * Channels;

    /// <summary>Vectors that hold a window.</summary>
    public int WindowVectors => WholeVectors(Window) / Lanes;

    /// <summary>Rows that the backward pass works on at a time: with so many sums in registers none waits for another.</summary>
    public const int RowsTogether = 5;

    /// <summary>Rows of a packed kernel: whole groups.</summary>
    public int KernelRows => (Kernel + RowsTogether - 1) / RowsTogether * RowsTogether;

    /// <summary>Floats in one output's packed kernel.</summary>
    public int KernelFloats => KernelRows * WindowVectors * Lanes;

    /// <summary>Groups of outputs that fill a vector.</summary>
    public int OutputVectors => WholeVectors(Outputs) / Lanes;

    /// <summary>Floats of a packed image, with what the last vectors read beyond its end.</summary>
    public int PackedFloats => ((Height + (2 * Padding) + RowsTogether) * Pitch) + ((WindowVectors + 1) * Lanes);
}
