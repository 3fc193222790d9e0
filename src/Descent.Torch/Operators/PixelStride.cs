using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>Every n-th pixel of each n-th row, from the first on: [B, C, H, W] → [B, C, ⌈H / rows⌉, ⌈W / columns⌉].</summary>
internal static class PixelStride
{
    /// <summary>Those pixels. Where images are channels-last so is the gradient, which two slices would lay the other way.</summary>
    public static Tensor Apply(Tensor images, long rows, long columns) =>
        images.device_type == DeviceType.CPU && images.numel() > 0 && ChannelsLast.Is(images)
            ? PixelStrideNode.Forward(images, rows, columns)
            : Plain(images, rows, columns);

    /// <summary>The same by libtorch's operators, as a view.</summary>
    public static Tensor Plain(Tensor images, long rows, long columns)
    {
        using Tensor lines = images.slice(2, 0, images.size(2), rows);
        return lines.slice(3, 0, images.size(3), columns);
    }
}
