using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>A parameter's place in the flat buffers.</summary>
/// <param name="Name">Its name in the network, for example "conv1.weight".</param>
/// <param name="Offset">Its first float.</param>
/// <param name="Length">How many floats.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsChannelsLast">Whether the second of its four dimensions, the input channels, lies last in memory.</param>
internal sealed record ParameterSlot(string Name, int Offset, int Length, long[] Shape, bool IsChannelsLast = false)
{
    /// <summary>How many floats with the zeros up to the next slot, a multiple of 16.</summary>
    public int PaddedLength => (Length + FlatParameters.Alignment - 1) / FlatParameters.Alignment * FlatParameters.Alignment;

    // Shape is [O, I, H, W].
    private int Channels => (int)Shape[1];

    private int Pixels => (int)(Shape[2] * Shape[3]);

    /// <summary>The parameter as a view of a flat tensor, which the caller disposes.</summary>
    public Tensor View(Tensor flat)
    {
        using Tensor part = flat.narrow(0, Offset, Length);
        if (!IsChannelsLast)
        {
            return part.view(Shape).DetachFromDisposeScope();
        }

        using Tensor last = part.view(Shape[0], Shape[2], Shape[3], Shape[1]); // [O, H, W, I]
        return last.permute(0, 3, 1, 2).DetachFromDisposeScope(); // [O, I, H, W]
    }

    /// <summary>Copies its floats from its slot to where they lie as its shape says, which is how files hold them.</summary>
    public void CopyOut(ReadOnlySpan<float> slot, Span<float> rowMajor)
    {
        if (!IsChannelsLast)
        {
            slot.CopyTo(rowMajor);
            return;
        }

        Transpose(slot, rowMajor, Pixels, Channels);
    }

    /// <summary>Puts floats that lie as its shape says into the order of its slot, in place.</summary>
    public void Arrange(Span<float> slot)
    {
        if (IsChannelsLast)
        {
            Transpose(slot.ToArray(), slot, Channels, Pixels);
        }
    }

    // Matrices of rows × columns, one after the other; one of them fits the nearest cache.
    private static void Transpose(ReadOnlySpan<float> from, Span<float> to, int rows, int columns)
    {
        int size = rows * columns;
        for (int start = 0; start < from.Length; start += size)
        {
            ReadOnlySpan<float> matrix = from.Slice(start, size);
            Span<float> transposed = to.Slice(start, size);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    transposed[(column * rows) + row] = matrix[(row * columns) + column];
                }
            }
        }
    }
}
