using Descent.Torch.Autograd;
using Descent.Torch.Memory;
using Descent.Torch.Threading;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="PixelStride"/> of channels-last images, in libtorch's graph where gradients are wanted.</summary>
internal sealed unsafe class PixelStrideNode : GraphNode
{
    private const int Images = 0;
    private static readonly NodePool<PixelStrideNode> Pool = new(() => new());
    private readonly Action<int> _pick;
    private readonly Action<int> _spread;
    private long _batch;
    private int _channels;
    private (int Height, int Width) _size;
    private (int Height, int Width) _picked;
    private (int Rows, int Columns) _stride;

    // What the images of the present pass read and write, in bytes.
    private byte* _source;
    private byte* _target;
    private int _pixelBytes;

    public PixelStrideNode()
        : base(inputs: 1, saved: 1) => (_pick, _spread) = (PickImage, SpreadImage);

    protected override bool NeedsContiguous => false;

    public static Tensor Forward(Tensor images, long rows, long columns)
    {
        PixelStrideNode node = Pool.Rent();
        (node._batch, node._channels, node._stride) = (images.size(0), (int)images.size(1), ((int)rows, (int)columns));
        node._size = ((int)images.size(2), (int)images.size(3));
        node._picked = ((node._size.Height + node._stride.Rows - 1) / node._stride.Rows, (node._size.Width + node._stride.Columns - 1) / node._stride.Columns);
        Tensor output = node.Make(node._pick, images, node._picked);
        if (!is_grad_enabled() || !images.requires_grad)
        {
            node.GiveBack();
            return output;
        }

        using (output)
        {
            node.Save(Images, TensorHandles.Share(images.Handle));
            return node.Connect([images.Handle], TensorHandles.Share(output.Handle));
        }
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        using DisposeScope scope = NewDisposeScope();
        results[Images] = TensorHandles.Share(Make(_spread, ChannelsLast.Of(Wrap(gradient)), _size).Handle);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) =>
        Differentiate(inputs => PixelStride.Plain(inputs[Images], _stride.Rows, _stride.Columns), _ => true, gradient, results);

    protected override void GiveBack() => Pool.Return(this);

    private Tensor Make(Action<int> work, Tensor source, (int Height, int Width) size)
    {
        Tensor made = ChannelsLast.Empty(_batch, _channels, size.Height, size.Width, source.dtype);
        _source = (byte*)TensorMemory.Address(source);
        _target = (byte*)TensorMemory.Address(made);
        _pixelBytes = _channels * (int)source.ElementSize;
        Workers.Run((int)_batch, work);
        return made;
    }

    private void PickImage(int image)
    {
        byte* source = _source + ((long)image * _size.Height * _size.Width * _pixelBytes);
        byte* target = _target + ((long)image * _picked.Height * _picked.Width * _pixelBytes);
        for (int row = 0; row < _picked.Height; row++)
        {
            byte* line = source + ((long)row * _stride.Rows * _size.Width * _pixelBytes);
            for (int column = 0; column < _picked.Width; column++, target += _pixelBytes)
            {
                Buffer.MemoryCopy(line + ((long)column * _stride.Columns * _pixelBytes), target, _pixelBytes, _pixelBytes);
            }
        }
    }

    // A gradient to each pixel that was picked, zero to the others.
    private void SpreadImage(int image)
    {
        byte* source = _source + ((long)image * _picked.Height * _picked.Width * _pixelBytes);
        byte* target = _target + ((long)image * _size.Height * _size.Width * _pixelBytes);
        for (int row = 0; row < _size.Height; row++)
        {
            for (int column = 0; column < _size.Width; column++, target += _pixelBytes)
            {
                if (row % _stride.Rows == 0 && column % _stride.Columns == 0)
                {
                    Buffer.MemoryCopy(source, target, _pixelBytes, _pixelBytes);
                    source += _pixelBytes;
                }
                else
                {
                    new Span<byte>(target, _pixelBytes).Clear();
                }
            }
        }
    }
}
