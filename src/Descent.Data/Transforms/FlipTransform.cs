using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Data.Transforms;

/// <summary>Left and right change places in half of the images.</summary>
public sealed record FlipTransform : ImageTransform
{
    /// <inheritdoc />
    public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random)
    {
        if (random.NextInt(2) == 1)
        {
            Mirror(image, format);
        }
    }

    /// <summary>Reverses every row.</summary>
    internal static void Mirror(Span<float> image, ArrayFormat format)
    {
        int width = (int)format.Shape[2];
        for (int row = 0; row < image.Length; row += width)
        {
            image.Slice(row, width).Reverse();
        }
    }

    /// <inheritdoc />
    public override string ToString() => "flip";
}
