using System.Runtime.CompilerServices;
namespace Descent.Torch.Operators;

/// <summary>Between libtorch's layouts and the packed ones of <see cref="ConvPoolShape"/>.</summary>
internal static unsafe class ConvPoolPacking
{
    /// <summary>[C, H, W] into the inside of a packed image; its padding stays as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(in ConvPoolShape shape, float* pixels, float* packed)
    {
        int channels = shape.Channels, width = shape.Width, pitch = shape.Pitch;
        nint plane = shape.Height * width;
        float* row = packed + (shape.Padding * pitch) + (shape.Padding * channels);
        for (int y = 0; y < shape.Height; y++, row += pitch, pixels += width)
        {
            if (channels == 1)
            {
                new Span<float>(pixels, width).CopyTo(new Span<float>(row, width));
                continue;
            }

            float* to = row;
            for (int x = 0; x < width; x++)
            {
                float* from = pixels + x;
                for (float* end = to + channels; to < end; to++, from += plane)
                {
                    *to = *from;
                }
            }
        }
    }

    /// <summary>The inside of a packed image into [C, H, W].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack(in ConvPoolShape shape, float* packed, float* pixels)
    {
        int channels = shape.Channels, width = shape.Width, pitch = shape.Pitch;
        nint plane = shape.Height * width;
        float* row = packed + (shape.Padding * pitch) + (shape.Padding * channels);
        for (int y = 0; y < shape.Height; y++, row += pitch, pixels += width)
        {
            float* from = row;
            for (int x = 0; x < width; x++)
            {
                float* to = pixels + x;
                for (float* end = from + channels; from < end; from++, to += plane)
                {
                    *to = *from;
                }
            }
        }
    }

    /// <summary>[O, C, K, K] into [O, rows, vectors of a window], with zeros where a vector or a group of rows has more than the kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackKernels(in ConvPoolShape shape, float* weights, float* packed)
    {
        new Span<float>(packed, shape.Outputs * shape.KernelFloats).Clear();
        for (int o = 0; o < shape.Outputs; o++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int tap = 0; tap < shape.Kernel * shape.Kernel; tap++)
                {
                    packed[At(shape, o, c, tap)] = *weights++;
                }
            }
        }
    }

    /// <summary>The packed form into [O, C, K, K].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnpackKernels(in ConvPoolShape shape, float* packed, float* weights)
    {
        for (int o = 0; o < shape.Outputs; o++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int tap = 0; tap < shape.Kernel * shape.Kernel; tap++)
                {
                    *weights++ = packed[At(shape, o, c, tap)];
                }
            }
        }
    }

    private static int At(in ConvPoolShape shape, int output, int channel, int tap) => (output * shape.KernelFloats)
        + (tap / shape.Kernel * shape.WindowVectors * ConvPoolShape.Lanes) + (tap % shape.Kernel * shape.Channels) + channel;
}
