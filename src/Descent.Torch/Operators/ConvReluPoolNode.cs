using Descent.Torch.Autograd;
using Descent.Torch.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="ConvReluPool"/> in libtorch's graph.</summary>
internal sealed unsafe class ConvReluPoolNode() : GraphNode(inputs: 3, saved: 5)
{
    // Images whose gradients of the weights are summed by themselves, and the sums in order: no number of threads changes the bits.
    private const int Group = 8;
    private const int Input = 0;
    private const int Weight = 1;
    private const int Bias = 2;
    private const int Winners = 3;
    private const int Packed = 4;
    private static readonly NodePool<ConvReluPoolNode> Pool = new();
    private ConvPoolShape _shape;
    private int _images;
    private bool _inputNeedsGradient;

    public static Tensor Forward(Tensor input, Tensor weight, Tensor bias, int padding)
    {
        var shape = new ConvPoolShape(
            (int)input.size(1), (int)input.size(2), (int)input.size(3), (int)weight.size(0), (int)weight.size(2), padding);
        int images = checked((int)input.size(0));
        bool isDifferentiated = is_grad_enabled() && (input.requires_grad || weight.requires_grad || bias.requires_grad);
        nint output = TensorHandles.Empty(ElementKind.Float, images, shape.Outputs, shape.PooledHeight, shape.PooledWidth);
        nint winners = TensorHandles.Empty(ElementKind.Byte, isDifferentiated ? images : 1, shape.Outputs, shape.Cells);
        nint packed = TensorHandles.Empty(ElementKind.Float, isDifferentiated ? images : 1, shape.PackedFloats);
        Compute(shape, images, isDifferentiated, input.Handle, weight.Handle, bias.Handle, output, winners, packed);
        if (!isDifferentiated)
        {
            TensorHandles.Delete(winners);
            TensorHandles.Delete(packed);
            return Tensor.UnsafeCreateTensor(output);
        }

        ConvReluPoolNode node = Pool.Rent();
        (node._shape, node._images, node._inputNeedsGradient) = (shape, images, input.requires_grad);
        node.Save(Input, TensorHandles.Share(input.Handle));
        node.Save(Weight, TensorHandles.Share(weight.Handle));
        node.Save(Bias, TensorHandles.Share(bias.Handle));
        node.Save(Winners, winners);
        node.Save(Packed, packed);
        return node.Connect([input.Handle, weight.Handle, bias.Handle], output);
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        ConvPoolShape shape = _shape;
        nint weightGradient = results[Weight] = TensorHandles.Empty(ElementKind.Float, shape.Outputs, shape.Channels, shape.Kernel, shape.Kernel);
        nint biasGradient = results[Bias] = TensorHandles.Empty(ElementKind.Float, shape.Outputs);
        results[Input] = _inputNeedsGradient ? TensorHandles.Empty(ElementKind.Float, _images, shape.Channels, shape.Height, shape.Width) : 0;
        Differentiate(gradient, weightGradient, biasGradient, results[Input]);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = [Wrap(Saved(Input)), Wrap(Saved(Weight)), Wrap(Saved(Bias))];
        Tensor output = ConvReluPool.Plain(inputs[Input], inputs[Weight], inputs[Bias], _shape.Padding);
        int first = _inputNeedsGradient ? Input : Weight;
        IList<Tensor> gradients = autograd.grad([output], inputs[first..], [Wrap(gradient)], retain_graph: true, create_graph: true);
        for (int i = first; i < inputs.Length; i++)
        {
            results[i] = TensorHandles.Share(gradients[i - first].Handle);
        }
    }

    protected override void GiveBack() => Pool.Return(this);

    private static Tensor Wrap(nint handle) => Tensor.UnsafeCreateTensor(TensorHandles.Share(handle));

    // Winners and packed images are kept for the backward pass, or each image's take the place of the one before.
    private static void Compute(
        in ConvPoolShape shape, int images, bool keep, nint input, nint weight, nint bias, nint output, nint winners, nint packed)
    {
        float* weights = Scratch.Floats(ConvPoolForward.PackedWeights(shape));
        ConvPoolForward.PackWeights(shape, TensorHandles.Pointer<float>(weight), weights);
        float* pixels = TensorHandles.Pointer<float>(input);
        float* outputs = TensorHandles.Pointer<float>(output);
        byte* winner = TensorHandles.Pointer<byte>(winners);
        float* biases = TensorHandles.Pointer<float>(bias);
        float* image = TensorHandles.Pointer<float>(packed);
        if (shape.Padding > 0)
        {
            new Span<float>(image, shape.PackedFloats * (keep ? images : 1)).Clear();
        }

        for (int i = 0; i < images; i++)
        {
            if (keep && i > 0)
            {
                image += shape.PackedFloats;
                winner += shape.Outputs * shape.Cells;
            }

            ConvPoolPacking.Pack(shape, pixels, image);
            ConvPoolForward.Run(shape, image, weights, biases, outputs, winner);
            pixels += shape.Channels * shape.Height * shape.Width;
            outputs += shape.Outputs * shape.Cells;
        }
    }

    private void Differentiate(nint gradient, nint weightGradient, nint biasGradient, nint inputGradient)
    {
        ConvPoolShape shape = _shape;
        int kernels = ConvPoolShape.WholeVectors(shape.Outputs * shape.KernelFloats), image = ConvPoolShape.WholeVectors(shape.PackedFloats);
        int biases = ConvPoolShape.WholeVectors(shape.Outputs);
        float* total = Scratch.Floats((3L * kernels) + image + (2 * biases) + ConvPoolBackward.Scratch(shape));
        float* group = total + kernels + biases;
        float* packedWeights = group + kernels + biases;
        float* packedGradient = packedWeights + kernels;
        float* scratch = packedGradient + image;
        new Span<float>(total, kernels + biases).Clear();
        if (inputGradient != 0)
        {
            ConvPoolPacking.PackKernels(shape, TensorHandles.Pointer<float>(Saved(Weight)), packedWeights);
        }

        float* images = TensorHandles.Pointer<float>(Saved(Packed));
        float* gradients = TensorHandles.Pointer<float>(gradient);
        byte* winners = TensorHandles.Pointer<byte>(Saved(Winners));
        float* pixelGradients = inputGradient == 0 ? null : TensorHandles.Pointer<float>(inputGradient);
        int pixelsEach = shape.Channels * shape.Height * shape.Width, cells = shape.Outputs * shape.Cells;
        for (int first = 0; first < _images; first += Group)
        {
            new Span<float>(group, kernels + biases).Clear();
            for (int i = first; i < Math.Min(first + Group, _images); i++)
            {
                ConvPoolBackward.Weights(shape, images + ((long)i * shape.PackedFloats), gradients + ((long)i * cells), winners + ((long)i * cells), group, group + kernels, scratch);
                if (inputGradient != 0)
                {
                    new Span<float>(packedGradient, image).Clear();
                    ConvPoolBackward.Image(shape, gradients + ((long)i * cells), winners + ((long)i * cells), packedWeights, packedGradient, scratch);
                    ConvPoolPacking.Unpack(shape, packedGradient, pixelGradients + ((long)i * pixelsEach));
                }
            }

            for (int i = 0; i < kernels + biases; i++)
            {
                total[i] += group[i];
            }
        }

        ConvPoolPacking.UnpackKernels(shape, total, TensorHandles.Pointer<float>(weightGradient));
        new Span<float>(total + kernels, shape.Outputs).CopyTo(new Span<float>(TensorHandles.Pointer<float>(biasGradient), shape.Outputs));
    }
}
