using System.Runtime.InteropServices;
using Descent.Torch.Autograd;
using Descent.Torch.Memory;
using Descent.Torch.Threading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="DeepConvolution"/> in libtorch's graph.</summary>
internal sealed unsafe partial class DeepConvolutionNode : GraphNode
{
    private const int Input = 0;
    private const int Weight = 1;
    private const int NarrowInput = 2;
    private const int NarrowWeight = 3;
    private static readonly NodePool<DeepConvolutionNode> Pool = new(() => new());
    private static readonly long[] Ones = [1, 1];
    private static readonly long[] Zeros = [0, 0];
    private readonly Action<int> _gatherImage;
    private long[] _strides = Ones;
    private long[] _padding = Zeros;
    private bool _inputNeedsGradient;

    // What is gathered in the present pass: for every output pixel the inputs below the kernel, [B, H', W', height, width, C].
    private ushort* _images;
    private ushort* _columns;
    private (int Height, int Width, int Channels) _image;
    private (int Height, int Width) _kernel;
    private (int Height, int Width) _pixels;

    public DeepConvolutionNode()
        : base(inputs: 2, saved: 4) => _gatherImage = GatherImage;

    // Channels-last, as the product has it.
    protected override bool NeedsContiguous => false;

    public static Tensor Forward(Tensor input, Tensor weight, long[] strides, long[] padding)
    {
        DeepConvolutionNode node = Pool.Rent();
        (node._strides, node._padding, node._inputNeedsGradient) = (strides, padding, input.requires_grad);
        using IDisposable noGradients = no_grad();
        using Tensor narrowInput = input.to(ScalarType.BFloat16);
        using Tensor narrowWeight = weight.to(ScalarType.BFloat16);
        using Tensor output = functional.conv2d(narrowInput, narrowWeight, null, strides, padding, Ones, 1);
        node.Save(Input, TensorHandles.Share(input.Handle));
        node.Save(Weight, TensorHandles.Share(weight.Handle));
        node.Save(NarrowInput, TensorHandles.Share(narrowInput.Handle));
        node.Save(NarrowWeight, TensorHandles.Share(narrowWeight.Handle));
        using IDisposable gradients = enable_grad();
        return node.Connect([input.Handle, weight.Handle], TensorHandles.Share(output.Handle));
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = Wrap(gradient).to(ScalarType.BFloat16).permute(0, 2, 3, 1).contiguous(); // [B, H', W', outputs]
        Tensor images = Wrap(Saved(NarrowInput)), weight = Wrap(Saved(NarrowWeight));
        if (_inputNeedsGradient)
        {
            results[Input] = InputGradient(outputs.permute(0, 3, 1, 2), images, weight);
        }

        Tensor product = outputs.flatten(0, 2).t().mm(Gather(images, weight, outputs)); // [outputs, height · width · C]
        Tensor kernels = product.view(weight.size(0), weight.size(2), weight.size(3), weight.size(1)).permute(0, 3, 1, 2);
        results[Weight] = TensorHandles.Share(kernels.to(ScalarType.Float32).Handle);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) => Differentiate(
        inputs => DeepConvolution.Plain(inputs[Input], inputs[Weight], _strides, _padding), input => input != Input || _inputNeedsGradient, gradient, results);

    protected override void GiveBack() => Pool.Return(this);

    // [B · H' · W', height · width · C]
    private Tensor Gather(Tensor images, Tensor weight, Tensor outputs)
    {
        _image = ((int)images.size(2), (int)images.size(3), (int)images.size(1));
        _kernel = ((int)weight.size(2), (int)weight.size(3));
        _pixels = ((int)outputs.size(1), (int)outputs.size(2));
        long rows = images.size(0) * _pixels.Height * _pixels.Width;
        Tensor columns = empty(rows, _kernel.Height * _kernel.Width * _image.Channels, ScalarType.BFloat16);
        _images = (ushort*)TensorMemory.Address(images);
        _columns = (ushort*)TensorMemory.Address(columns);
        Workers.Run((int)images.size(0), _gatherImage);
        return columns;
    }

    private void GatherImage(int image)
    {
        ushort* pixels = _images + ((long)image * _image.Height * _image.Width * _image.Channels);
        ushort* place = _columns + ((long)image * _pixels.Height * _pixels.Width * _kernel.Height * _kernel.Width * _image.Channels);
        for (int row = 0; row < _pixels.Height; row++)
        {
            for (int column = 0; column < _pixels.Width; column++)
            {
                for (int y = (int)((row * _strides[0]) - _padding[0]), bottom = y + _kernel.Height; y < bottom; y++)
                {
                    for (int x = (int)((column * _strides[1]) - _padding[1]), right = x + _kernel.Width; x < right; x++, place += _image.Channels)
                    {
                        Span<ushort> channels = new(place, _image.Channels);
                        if (y >= 0 && y < _image.Height && x >= 0 && x < _image.Width)
                        {
                            new ReadOnlySpan<ushort>(pixels + ((((long)y * _image.Width) + x) * _image.Channels), _image.Channels).CopyTo(channels);
                        }
                        else
                        {
                            channels.Clear();
                        }
                    }
                }
            }
        }
    }

    private nint InputGradient(Tensor outputs, Tensor images, Tensor weight)
    {
        int* wanted = stackalloc int[] { 1, 0, 0 };
        fixed (long* strides = _strides, padding = _padding, ones = Ones, zeros = Zeros)
        {
            TensorHandles.Check(ConvolutionBackward(
                outputs.Handle, images.Handle, weight.Handle, null, 0, strides, 2, padding, 2, ones, 2, 0, zeros, 2, 1, wanted, 3,
                out nint input, out nint kernels, out nint bias));
            TensorHandles.Delete(kernels);
            TensorHandles.Delete(bias);
            return input;
        }
    }

    [LibraryImport("libtorch_cpu", EntryPoint = "aoti_torch_cpu_convolution_backward")]
    private static partial int ConvolutionBackward(
        nint gradient, nint input, nint weight, long** biasSizes, long biasDimensions, long* strides, long strideCount, long* padding, long paddingCount,
        long* dilations, long dilationCount, int transposed, long* outputPadding, long outputPaddingCount, long groups, int* wanted, long wantedCount,
        out nint inputGradient, out nint weightGradient, out nint biasGradient);
}
