using Descent.Torch.Autograd;
using Descent.Torch.Memory;
using Descent.Torch.Threading;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="ConvReluPool"/>, in libtorch's graph where gradients are wanted.</summary>
internal sealed unsafe class ConvReluPoolNode : GraphNode
{
    // Images that are worked on together. Their gradients of the weights are summed by themselves, and the groups' sums in order: no number of
    // threads changes the bits.
    private const int Group = 8;
    private const int Input = 0;
    private const int Weight = 1;
    private const int Bias = 2;
    private const int Winners = 3;
    private const int Packed = 4;
    private static readonly NodePool<ConvReluPoolNode> Pool = new(() => new());
    private readonly Action<int> _forwardGroup;
    private readonly Action<int> _backwardGroup;
    private ConvPoolShape _shape;
    private int _images;
    private bool _isDifferentiated;
    private bool _inputNeedsGradient;

    // What the groups of the present pass read and write.
    private float* _pixels;
    private float* _packed;
    private byte* _winners;
    private float* _weights;
    private float* _bias;
    private float* _output;
    private float* _sums;

    public ConvReluPoolNode()
        : base(inputs: 3, saved: 5)
    {
        (_forwardGroup, _backwardGroup) = (ForwardGroup, BackwardGroup);
    }

    private int Groups => (_images + Group - 1) / Group;

    private int PixelsEach => _shape.Channels * _shape.Height * _shape.Width;

    private int OutputsEach => _shape.Outputs * _shape.Cells;

    private int Kernels => ConvPoolShape.WholeVectors(_shape.Outputs * _shape.KernelFloats);

    // A group's gradients of weights and bias.
    private int SumsEach => Kernels + ConvPoolShape.WholeVectors(_shape.Outputs);

    public static Tensor Forward(Tensor input, Tensor weight, Tensor bias, int padding)
    {
        ConvReluPoolNode node = Pool.Rent();
        node._shape = new ConvPoolShape(
            (int)input.size(1), (int)input.size(2), (int)input.size(3), (int)weight.size(0), (int)weight.size(2), padding);
        node._images = checked((int)input.size(0));
        node._inputNeedsGradient = input.requires_grad;
        node._isDifferentiated = is_grad_enabled() && (input.requires_grad || weight.requires_grad || bias.requires_grad);
        nint output = node.Compute(input.Handle, weight.Handle, bias.Handle);
        if (!node._isDifferentiated)
        {
            node.GiveBack();
            return Tensor.UnsafeCreateTensor(output);
        }

        node.Save(Input, TensorHandles.Share(input.Handle));
        node.Save(Weight, TensorHandles.Share(weight.Handle));
        node.Save(Bias, TensorHandles.Share(bias.Handle));
        return node.Connect([input.Handle, weight.Handle, bias.Handle], output);
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        results[Weight] = TensorHandles.Empty(ElementKind.Float, _shape.Outputs, _shape.Channels, _shape.Kernel, _shape.Kernel);
        results[Bias] = TensorHandles.Empty(ElementKind.Float, _shape.Outputs);
        results[Input] = _inputNeedsGradient ? TensorHandles.Empty(ElementKind.Float, _images, _shape.Channels, _shape.Height, _shape.Width) : 0;
        nint weights = TensorHandles.Empty(ElementKind.Float, Kernels);
        nint sums = TensorHandles.Empty(ElementKind.Float, Groups, SumsEach);
        _weights = TensorHandles.Pointer<float>(weights);
        ConvPoolPacking.PackKernels(_shape, TensorHandles.Pointer<float>(Saved(Weight)), _weights);
        _packed = TensorHandles.Pointer<float>(Saved(Packed));
        _winners = TensorHandles.Pointer<byte>(Saved(Winners));
        _output = TensorHandles.Pointer<float>(gradient);
        _pixels = _inputNeedsGradient ? TensorHandles.Pointer<float>(results[Input]) : null;
        _sums = TensorHandles.Pointer<float>(sums);
        Workers.Run(Groups, _backwardGroup);
        for (int group = 1; group < Groups; group++)
        {
            float* next = _sums + ((long)group * SumsEach);
            for (int i = 0; i < SumsEach; i++)
            {
                _sums[i] += next[i];
            }
        }

        ConvPoolPacking.UnpackKernels(_shape, _sums, TensorHandles.Pointer<float>(results[Weight]));
        new Span<float>(_sums + Kernels, _shape.Outputs).CopyTo(new Span<float>(TensorHandles.Pointer<float>(results[Bias]), _shape.Outputs));
        TensorHandles.Delete(weights);
        TensorHandles.Delete(sums);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) =>
        Differentiate(
            inputs => ConvReluPool.Plain(inputs[Input], inputs[Weight], inputs[Bias], _shape.Padding), input => input != Input || _inputNeedsGradient, gradient, results);

    protected override void GiveBack() => Pool.Return(this);

    private nint Compute(nint input, nint weight, nint bias)
    {
        nint output = TensorHandles.Empty(ElementKind.Float, _images, _shape.Outputs, _shape.PooledHeight, _shape.PooledWidth);
        nint weights = TensorHandles.Empty(ElementKind.Float, ConvPoolForward.PackedWeights(_shape));
        _weights = TensorHandles.Pointer<float>(weights);
        ConvPoolForward.PackWeights(_shape, TensorHandles.Pointer<float>(weight), _weights);
        _pixels = TensorHandles.Pointer<float>(input);
        _output = TensorHandles.Pointer<float>(output);
        _bias = TensorHandles.Pointer<float>(bias);
        if (_isDifferentiated)
        {
            Save(Winners, TensorHandles.Empty(ElementKind.Byte, _images, _shape.Outputs, _shape.Cells));
            Save(Packed, TensorHandles.Empty(ElementKind.Float, _images, _shape.PackedFloats));
            _winners = TensorHandles.Pointer<byte>(Saved(Winners));
            _packed = TensorHandles.Pointer<float>(Saved(Packed));
        }

        Workers.Run(Groups, _forwardGroup);
        TensorHandles.Delete(weights);
        return output;
    }

    // Packed images and winners are kept where they are differentiated; else each image's take the place of the one before.
    private void ForwardGroup(int group)
    {
        int first = group * Group, last = Math.Min(first + Group, _images);
        float* scratch = _isDifferentiated ? null : Scratch.Floats(_shape.PackedFloats + OutputsEach);
        for (int i = first; i < last; i++)
        {
            float* image = _isDifferentiated ? _packed + ((long)i * _shape.PackedFloats) : scratch;
            byte* winners = _isDifferentiated ? _winners + ((long)i * OutputsEach) : (byte*)(scratch + _shape.PackedFloats);
            if (_shape.Padding > 0)
            {
                new Span<float>(image, _shape.PackedFloats).Clear();
            }

            ConvPoolPacking.Pack(_shape, _pixels + ((long)i * PixelsEach), image);
            ConvPoolForward.Run(_shape, image, _weights, _bias, _output + ((long)i * OutputsEach), winners);
        }
    }

    private void BackwardGroup(int group)
    {
        float* packedGradient = Scratch.Floats(_shape.PackedFloats + ConvPoolBackward.Scratch(_shape));
        float* scratch = packedGradient + _shape.PackedFloats;
        float* sums = _sums + ((long)group * SumsEach);
        new Span<float>(sums, SumsEach).Clear();
        for (int i = group * Group; i < Math.Min((group + 1) * Group, _images); i++)
        {
            float* gradient = _output + ((long)i * OutputsEach);
            byte* winners = _winners + ((long)i * OutputsEach);
            ConvPoolBackward.Weights(_shape, _packed + ((long)i * _shape.PackedFloats), gradient, winners, sums, sums + Kernels, scratch);
            if (_inputNeedsGradient)
            {
                new Span<float>(packedGradient, _shape.PackedFloats).Clear();
                ConvPoolBackward.Image(_shape, gradient, winners, _weights, packedGradient, scratch);
                ConvPoolPacking.Unpack(_shape, packedGradient, _pixels + ((long)i * PixelsEach));
            }
        }
    }
}
