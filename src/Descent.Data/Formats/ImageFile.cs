using System.Buffers;
using Descent.Data.Sources;
using Descent.Runs;
using SkiaSharp;

namespace Descent.Data.Formats;

/// <summary>A PNG or JPEG image as bytes in [channels, height, width].</summary>
/// <remarks>
/// Transparent pixels are laid on white; grey is 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), which leaves grey images as they are.
/// 16-bit images are read with 8 bits; colour profiles and the camera's orientation are not applied.
/// </remarks>
public static class ImageFile
{
    private const int MaxSide = 65_535;
    private const long MaxPixels = 100_000_000;

    /// <summary>Reads an image of exactly the format's size.</summary>
    /// <param name="path">A PNG or JPEG file.</param>
    /// <param name="format">UInt8 [1 or 3, height, width].</param>
    /// <exception cref="RunConfigurationException">The file is missing, damaged or of another size.</exception>
    public static byte[] Read(string path, ArrayFormat format)
    {
        byte[] pixels = new byte[format.Bytes];
        Read(path, format, pixels, resize: false);
        return pixels;
    }

    /// <summary>Reads an image into the caller's buffer, scaled to the format's size if asked (bilinear; its proportions may change).</summary>
    internal static void Read(string path, ArrayFormat format, Span<byte> pixels, bool resize)
    {
        byte[] content = ReadContent(path);
        using SKCodec codec = Open(path, content);
        int height = (int)format.Shape[1];
        int width = (int)format.Shape[2];
        if (!resize)
        {
            RequireSize(path, codec.Info, height, width);
        }

        SKImageInfo info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        byte[] decoded = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            SKCodecResult result = codec.GetPixels(info, decoded);
            if (result != SKCodecResult.Success)
            {
                throw Damaged(path, result.ToString());
            }

            Flatten(decoded.AsSpan(0, info.BytesSize));
            byte[] scaled = info.Width == width && info.Height == height ? decoded : Scale(decoded, info, width, height);
            Separate(scaled, height * width, pixels, (int)format.Shape[0]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    /// <summary>The size of an image, and whether it is grey, from its header alone.</summary>
    internal static (int Height, int Width, bool IsGrey) ReadHeader(string path, byte[] content)
    {
        using SKCodec codec = Open(path, content);
        return (codec.Info.Height, codec.Info.Width, codec.Info.ColorType == SKColorType.Gray8);
    }

    internal static byte[] ReadContent(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (FileMistake.IsFileSystem(e))
        {
            throw FileMistake.Unreadable(path, e);
        }
    }

    private static SKCodec Open(string path, byte[] content)
    {
        using SKData data = SKData.CreateCopy(content);
        SKCodec codec = SKCodec.Create(data) ?? throw Damaged(path, content.Length == 0 ? "an empty file" : "no image that can be decoded");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide || (long)width * height > MaxPixels)
        {
            codec.Dispose();
            throw FileMistake.Of($"The image '{path}' is too large.", $"{height}×{width}", $"{MaxPixels:N0} pixels", "Scale it down.");
        }

        return codec;
    }

    private static void RequireSize(string path, SKImageInfo info, int height, int width)
    {
        if (info.Height != height || info.Width != width)
        {
            throw FileMistake.Of(
                $"The image '{path}' has the wrong size.", $"{info.Height}×{info.Width} (height × width)", $"{height}×{width}", $"Scale it to {height}×{width}.");
        }
    }

    // Alpha over white, in place.
    private static void Flatten(Span<byte> rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            int alpha = rgba[i + 3];
            if (alpha != byte.MaxValue)
            {
                for (int channel = i; channel < i + 3; channel++)
                {
                    rgba[channel] = (byte)(((rgba[channel] * alpha) + (byte.MaxValue * (byte.MaxValue - alpha)) + 127) / byte.MaxValue);
                }

                rgba[i + 3] = byte.MaxValue;
            }
        }
    }

    private static byte[] Scale(byte[] rgba, SKImageInfo info, int width, int height)
    {
        using SKData data = SKData.CreateCopy(rgba.AsSpan(0, info.BytesSize));
        using SKImage image = SKImage.FromPixels(info, data);
        using SKBitmap bitmap = SKBitmap.FromImage(image);
        using SKBitmap scaled = bitmap.Resize(new SKImageInfo(width, height, info.ColorType, info.AlphaType), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return scaled.GetPixelSpan().ToArray();
    }

    private static void Separate(ReadOnlySpan<byte> rgba, int count, Span<byte> pixels, int channels)
    {
        for (int i = 0; i < count; i++)
        {
            (byte red, byte green, byte blue) = (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2]);
            if (channels == 1)
            {
                pixels[i] = (byte)(((299 * red) + (587 * green) + (114 * blue) + 500) / 1000);
            }
            else
            {
                pixels[i] = red;
                pixels[count + i] = green;
                pixels[(2 * count) + i] = blue;
            }
        }
    }

    private static RunConfigurationException Damaged(string path, string received) => FileMistake.Of(
        $"The image '{path}' cannot be decoded.", received, "a whole PNG or JPEG image", "Replace or remove the file.");
}
