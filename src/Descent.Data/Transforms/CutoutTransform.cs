using System.Globalization;
using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Data.Transforms;

/// <summary>Zeros in a square around a random pixel, cut off at the borders (DeVries and Taylor 2017).</summary>
/// <param name="Size">The side of the square in pixels, 1 to the image's smaller side.</param>
public sealed record CutoutTransform(int Size) : ImageTransform
{
    /// <inheritdoc />
    public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random)
    {
        int height = (int)format.Shape[1];
        int width = (int)format.Shape[2];
        int top = random.NextInt(height) - (Size / 2);
        int left = random.NextInt(width) - (Size / 2);
        int column = Math.Max(0, left);
        int length = Math.Min(width, left + Size) - column;
        for (int plane = 0; plane < image.Length; plane += height * width)
        {
            for (int y = Math.Max(0, top); y < Math.Min(height, top + Size); y++)
            {
                image.Slice(plane + (y * width) + column, length).Clear();
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"cutout:{Size}");
}
