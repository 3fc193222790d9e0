using Descent.Torch.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>A layer that refuses an input which it cannot take, saying its own name and numbers, what it expects and what it received.</summary>
public abstract class Layer : Module<Tensor, Tensor>
{
    // Before any layer is made: making one is the first use of TorchSharp.
    static Layer() => Libtorch.Load();

    private protected Layer(string kind)
        : base(kind)
    {
    }

    /// <summary>Its kind and numbers, for example "Conv2d(3, 64, 7×7)".</summary>
    public abstract override string ToString();

    /// <inheritdoc />
    protected sealed override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        TakeTensors();
    }

    /// <summary>Takes its registered tensors by name: moving a layer to another type or device puts new ones in their place.</summary>
    private protected virtual void TakeTensors()
    {
    }

    /// <summary>The refusal of an input by a layer of any kind.</summary>
    internal static ArgumentException Unfit(Module layer, Tensor input, string expected) =>
        new($"{layer} expects {expected}, received [{string.Join(", ", input.shape)}].", nameof(input));

    /// <summary>Refuses what is no batch of images, or has another number of channels.</summary>
    internal static void RequireImages(Module layer, Tensor input, int? channels)
    {
        if (input.dim() != 4 || (channels is { } wanted && input.size(1) != wanted))
        {
            throw Unfit(layer, input, $"[batch, {channels?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "channels"}, height, width]");
        }
    }

    private protected ArgumentException Unfit(Tensor input, string expected) => Unfit(this, input, expected);

    private protected void RequireImages(Tensor input, int? channels = null) => RequireImages(this, input, channels);
}
