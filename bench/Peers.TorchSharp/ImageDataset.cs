using TorchSharp;
using static TorchSharp.torch;

namespace Peers.TorchSharp;

/// <summary>
/// Grey images and their classes, all normalized once beforehand as in TorchSharp's own MNIST example: the least that its DataLoader can have
/// to do for an image.
/// </summary>
public sealed class ImageDataset : utils.data.Dataset
{
    private const float Mean = 0.2860f;
    private const float StandardDeviation = 0.3530f;
    private readonly Tensor _images; // [N, 1, 28, 28], float32
    private readonly Tensor _labels; // [N], int64

    /// <param name="images">count × 784 bytes.</param>
    /// <param name="labels">One class number per image.</param>
    public ImageDataset(byte[] images, long[] labels)
    {
        using DisposeScope scope = NewDisposeScope();
        _images = tensor(images, [labels.Length, 1, 28, 28], dtype: ScalarType.Byte)
            .to(ScalarType.Float32).div_(255).sub_(Mean).div_(StandardDeviation).DetachFromDisposeScope();
        _labels = tensor(labels).DetachFromDisposeScope();
        Count = labels.Length;
    }

    /// <inheritdoc />
    public override long Count { get; }

    /// <inheritdoc />
    public override Dictionary<string, Tensor> GetTensor(long index) =>
        new() { ["data"] = _images.select(0, index), ["label"] = _labels.select(0, index) };

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
