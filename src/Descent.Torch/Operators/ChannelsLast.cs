using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>Images whose channels lie side by side in memory, pixel by pixel: [B, C, H, W] over memory in the order of [B, H, W, C].</summary>
public static class ChannelsLast
{
    /// <summary>Whether images lie so, without gaps.</summary>
    /// <param name="images">[B, C, H, W].</param>
    public static bool Is(Tensor images)
    {
        (long channels, long height, long width) = (images.size(1), images.size(2), images.size(3));
        bool Steps(int dimension, long by) => images.size(dimension) == 1 || images.stride(dimension) == by;
        return Steps(1, 1) && Steps(3, channels) && Steps(2, channels * width) && Steps(0, channels * width * height);
    }

    /// <summary>The images laid so; a new tensor, over the same memory where they lie so already.</summary>
    /// <param name="images">[B, C, H, W].</param>
    public static Tensor Of(Tensor images)
    {
        using Tensor lastInShape = images.permute(0, 2, 3, 1); // [B, H, W, C]
        using Tensor lastInMemory = lastInShape.contiguous();
        return lastInMemory.permute(0, 3, 1, 2);
    }

    /// <summary>Images of a shape and type, with nothing set.</summary>
    internal static Tensor Empty(Tensor like) => Empty(like.size(0), like.size(1), like.size(2), like.size(3), like.dtype);

    /// <summary>Images with nothing set.</summary>
    internal static Tensor Empty(long batch, long channels, long height, long width, ScalarType type)
    {
        using Tensor rows = empty([batch, height, width, channels], type);
        return rows.permute(0, 3, 1, 2);
    }
}
