using SkiaSharp;

namespace Descent.Data.Tests.Formats;

/// <summary>Contents of small image files.</summary>
internal static class Picture
{
    /// <summary>A PNG of one colour.</summary>
    public static byte[] Png(int height, int width, byte red, byte green, byte blue, byte alpha = 255)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(new SKColor(red, green, blue, alpha));
        return Encode(bitmap, SKEncodedImageFormat.Png);
    }

    /// <summary>A grey PNG whose pixels count up from a start.</summary>
    public static byte[] GreyPng(int height, int width, byte start = 0) => Grey(height, width, start, SKEncodedImageFormat.Png);

    public static byte[] GreyJpeg(int height, int width, byte start = 0) => Grey(height, width, start, SKEncodedImageFormat.Jpeg);

    private static byte[] Grey(int height, int width, byte start, SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = new(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        byte[] pixels = new byte[height * bitmap.RowBytes];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                pixels[(y * bitmap.RowBytes) + x] = (byte)(start + (y * width) + x);
            }
        }

        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return Encode(bitmap, format);
    }

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using SKData data = bitmap.Encode(format, 95);
        return data.ToArray();
    }
}
