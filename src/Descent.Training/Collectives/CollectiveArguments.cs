using static TorchSharp.torch;

namespace Descent.Training.Collectives;

/// <summary>The rules of <see cref="ICollective"/> for what it is given, held before anything is sent.</summary>
public static class CollectiveArguments
{
    private static readonly ScalarType[] Types =
        [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Int32, ScalarType.Int64];

    /// <summary>Requires a contiguous tensor of a type that can be sent.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void Require(Tensor values, string name)
    {
        if (!values.is_contiguous())
        {
            throw new ArgumentException($"A tensor with strides [{string.Join(", ", values.stride())}] is not contiguous. Call contiguous() first.", name);
        }

        if (!Types.Contains(values.dtype))
        {
            throw new ArgumentException($"A tensor of {values.dtype} cannot be sent, only one of {string.Join(", ", Types)}. Convert it first.", name);
        }
    }

    /// <summary>Requires the number of a rank.</summary>
    /// <exception cref="ArgumentException">There is no such rank.</exception>
    public static void RequireRank(int rank, ICollective collective)
    {
        if ((uint)rank >= (uint)collective.Size)
        {
            throw new ArgumentException($"There is no rank {rank}, only 0 to {collective.Size - 1}.", nameof(rank));
        }
    }

    /// <summary>Requires the number of another rank.</summary>
    /// <exception cref="ArgumentException">There is no such rank, or it is this one.</exception>
    public static void RequirePeer(int rank, ICollective collective)
    {
        RequireRank(rank, collective);
        if (rank == collective.Rank)
        {
            throw new ArgumentException($"Rank {rank} cannot send to itself or receive from itself.", nameof(rank));
        }
    }

    /// <summary>Requires that one rank's block fits into all values.</summary>
    /// <exception cref="ArgumentException">Types or lengths do not fit.</exception>
    public static void RequireBlocks(Tensor values, Tensor block, ICollective collective)
    {
        Require(values, nameof(values));
        Require(block, nameof(block));
        if (values.dtype != block.dtype || values.numel() != block.numel() * collective.Size)
        {
            throw new ArgumentException(
                $"A block of {block.numel()} {block.dtype} on {collective.Size} ranks makes {block.numel() * collective.Size}, not {values.numel()} {values.dtype}.", nameof(block));
        }
    }
}
