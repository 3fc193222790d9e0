using System.Globalization;
using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Data.Transforms;

/// <summary>Zero padding on every side, then a random window of the image's own size: a shift of up to ±padding pixels.</summary>
/// <param name="Padding">Pixels added on each side, 1 to half of the image's smaller side.</param>
public sealed record CropTransform(int Padding) : ImageTransform
{
    /// <inheritdoc />
    public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random)
    {
        int down = random.NextInt((2 * Padding) + 1) - Padding;
        int right = random.NextInt((2 * Padding) + 1) - Padding;
        Shift(image, format, scratch, down, right);
    }

    /// <summary>The window that starts <paramref name="down"/> rows and <paramref name="right"/> columns further; zeros outside.</summary>
    internal static void Shift(Span<float> image, ArrayFormat format, Span<float> scratch, int down, int right)
    {
        int height = (int)format.Shape[1];
        int width = (int)format.Shape[2];
        image.CopyTo(scratch);
        image.Clear();
        int column = Math.Max(0, -right);
        int length = width - Math.Abs(right);
        for (int plane = 0; plane < image.Length; plane += height * width)
        {
            for (int y = Math.Max(0, -down); y < Math.Min(height, height - down); y++)
            {
                scratch.Slice(plane + ((y + down) * width) + column + right, length).CopyTo(image[(plane + (y * width) + column)..]);
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"crop:{Padding}");
}
