using System.Globalization;
using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Data.Transforms;

/// <summary>A rotation about the centre by a random angle, bilinear, zeros outside.</summary>
/// <param name="Degrees">The largest angle to either side, above 0 to 180.</param>
public sealed record RotateTransform(float Degrees) : ImageTransform
{
    /// <inheritdoc />
    public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random) =>
        Rotate(image, format, scratch, random.Next(-Degrees, Degrees) * MathF.PI / 180);

    /// <summary>Turns the image clockwise by an angle in radians.</summary>
    internal static void Rotate(Span<float> image, ArrayFormat format, Span<float> scratch, float angle)
    {
        int height = (int)format.Shape[1];
        int width = (int)format.Shape[2];
        image.CopyTo(scratch);
        (float sine, float cosine) = MathF.SinCos(angle);
        float centreY = (height - 1) / 2f;
        float centreX = (width - 1) / 2f;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                // Where this pixel comes from.
                float fromX = (cosine * (x - centreX)) + (sine * (y - centreY)) + centreX;
                float fromY = (cosine * (y - centreY)) - (sine * (x - centreX)) + centreY;
                for (int plane = 0; plane < image.Length; plane += height * width)
                {
                    image[plane + (y * width) + x] = Sample(scratch.Slice(plane, height * width), height, width, fromY, fromX);
                }
            }
        }
    }

    private static float Sample(ReadOnlySpan<float> plane, int height, int width, float y, float x)
    {
        int top = (int)MathF.Floor(y);
        int left = (int)MathF.Floor(x);
        float down = y - top;
        float right = x - left;
        float upper = ((1 - right) * At(plane, height, width, top, left)) + (right * At(plane, height, width, top, left + 1));
        float lower = ((1 - right) * At(plane, height, width, top + 1, left)) + (right * At(plane, height, width, top + 1, left + 1));
        return ((1 - down) * upper) + (down * lower);
    }

    private static float At(ReadOnlySpan<float> plane, int height, int width, int y, int x) =>
        (uint)y < (uint)height && (uint)x < (uint)width ? plane[(y * width) + x] : 0;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"rotate:{Degrees}");
}
