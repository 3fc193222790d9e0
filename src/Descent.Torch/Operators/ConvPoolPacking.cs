namespace Descent.Torch.Operators;

/// <summary>Between libtorch's layouts and the packed ones of <see cref="ConvPoolShape"/>.</summary>
internal static unsafe class ConvPoolPacking
{
    /// <summary>[C, H, W] into the inside of a packed image; its padding stays as it is.</summary>
    public static void Pack(in ConvPoolShape shape, float* pixels, float* packed)
    {
        int channels = shape.Channels, width = shape.Width, plane = shape.Height * width, pitch = shape.Pitch;
        float* row = packed + (shape.Padding * pitch) + (shape.Padding * channels);
        for (int y = 0; y < shape.Height; y++, row += pitch, pixels += width)
        {
            if (channels == 1)
            {
                new Span<float>(pixels, width).CopyTo(new Span<float>(row, width));
                continue;
            }

            for (int c = 0; c < channels; c++)
            {
                float* from = pixels + (c * plane);
                float* to = row + c;
                for (int x = 0; x < width; x++, to += channels)
                {
                    *to = from[x];
                }
            }
        }
    }

    /// <summary>The inside of a packed image into [C, H, W].</summary>
    public static void Unpack(in ConvPoolShape shape, float* packed, float* pixels)
    {
        int channels = shape.Channels, width = shape.Width, plane = shape.Height * width, pitch = shape.Pitch;
        float* row = packed + (shape.Padding * pitch) + (shape.Padding * channels);
        for (int y = 0; y < shape.Height; y++, row += pitch, pixels += width)
        {
            for (int c = 0; c < channels; c++)
            {
                float* to = pixels + (c * plane);
                float* from = row + c;
                for (int x = 0; x < width; x++, from += channels)
                {
                    to[x] = *from;
                }
            }
        }
    }

    /// <summary>[O, C, K, K] into [O, rows, vectors of a window], with zeros where a vector or a group of rows has more than the kernel.</summary>
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
