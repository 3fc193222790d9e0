using Descent.Lab.Plots;
using SkiaSharp;

namespace Descent.Lab.Reports;

/// <summary>A map as a small PNG inside the page, one pixel a number: blue through white to orange, which are readable on light and on dark.</summary>
internal static class MapImage
{
    private static readonly SKColor Low = new(0x1f, 0x5f, 0xb4);
    private static readonly SKColor Middle = new(0xf4, 0xf1, 0xea);
    private static readonly SKColor High = new(0xd9, 0x6a, 0x12);

    public static string Of(Map map)
    {
        using SKBitmap bitmap = new(map.Rows[0].Count, map.Rows.Count);
        for (int row = 0; row < map.Rows.Count; row++)
        {
            for (int column = 0; column < map.Rows[row].Count; column++)
            {
                bitmap.SetPixel(column, row, Shade(map.Rows[row][column]));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return $"data:image/png;base64,{Convert.ToBase64String(png.AsSpan())}";
    }

    private static SKColor Shade(double value)
    {
        double place = Math.Clamp(value, 0, 1);
        return place < 0.5 ? Mix(Low, Middle, place * 2) : Mix(Middle, High, (place - 0.5) * 2);
    }

    private static SKColor Mix(SKColor from, SKColor to, double share) => new(
        (byte)Math.Round(from.Red + ((to.Red - from.Red) * share)),
        (byte)Math.Round(from.Green + ((to.Green - from.Green) * share)),
        (byte)Math.Round(from.Blue + ((to.Blue - from.Blue) * share)));
}
