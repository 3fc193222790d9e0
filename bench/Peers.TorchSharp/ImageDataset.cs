using TorchSharp;
using static TorchSharp.torch;

namespace Peers.TorchSharp;

/// <summary>Grey images and their classes, each image normalized when it is asked for: what TorchSharp's DataLoader reads.</summary>
public sealed class ImageDataset : utils.data.Dataset
{
    private const float Mean = 0.2860f;
    private const float StandardDeviation = 0.3530f;
    private readonly Tensor _images; // [N, 1, 28, 28], uint8
    private readonly Tensor _labels; // [N], int64

    /// <param name="images">count × 784 bytes.</param>
    /// <param name="labels">One class number per image.</param>
    public ImageDataset(byte[] images, long[] labels)
    {
        _images = tensor(images, [labels.Length, 1, 28, 28], dtype: ScalarType.Byte).DetachFromDisposeScope();
        _labels = tensor(labels).DetachFromDisposeScope();
        Count = labels.Length;
    }

    /// <inheritdoc />
    public override long Count { get; }

    /// <inheritdoc />
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor image = _images[index].to(ScalarType.Float32).div_(255).sub_(Mean).div_(StandardDeviation);
        return new() { ["data"] = image.MoveToOuterDisposeScope(), ["label"] = _labels[index].MoveToOuterDisposeScope() };
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _images.Dispose();
            _labels.Dispose();
        }

        base.Dispose(disposing);
    }
}
