using Descent.Torch.Networks;
using Descent.Training.Checkpoints;

namespace Descent.Training.Splitting;

/// <summary>Where a rank's part of a whole tensor lies, both row-major.</summary>
internal static class PartSlice
{
    /// <summary>The shape of a part.</summary>
    public static long[] Shape(IReadOnlyList<long> whole, TensorPart part, int ranks) =>
        [.. whole.Select((size, dimension) => dimension == part.Dimension ? size / ranks : size)];

    /// <summary>Where a rank's part lies in the whole.</summary>
    public static ArraySlice Of(long[] whole, TensorPart part, int rank, int ranks)
    {
        long outer = whole.Take(part.Dimension).Aggregate((long)part.Blocks, (product, size) => product * size);
        long inner = whole.Skip(part.Dimension + 1).Aggregate(1L, (product, size) => product * size);
        long length = whole[part.Dimension] / part.Blocks / ranks * inner;
        return new ArraySlice(whole, rank * length, length, outer, outer == 1 ? 0 : ranks * length);
    }
}
