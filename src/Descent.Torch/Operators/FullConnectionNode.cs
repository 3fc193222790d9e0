using System.Runtime.CompilerServices;
using Descent.Torch.Autograd;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="FullConnection"/>, in libtorch's graph where gradients are wanted.</summary>
internal sealed unsafe class FullConnectionNode : GraphNode
{
    /// <summary>The most dimensions that an input may have.</summary>
    public const int MostDimensions = 8;

    private const int Input = 0;
    private const int Weight = 1;
    private const int Bias = 2;
    private static readonly NodePool<FullConnectionNode> Pool = new(() => new());
    private readonly MatrixProduct _product = new();
    private readonly bool[] _needsGradient = new bool[3];
    private readonly long[] _shape = new long[MostDimensions];
    private int _dimensions;
    private int _rows;
    private int _inputs;
    private int _outputs;

    public FullConnectionNode()
        : base(inputs: 3, saved: 3)
    {
    }

    public static Tensor Forward(Tensor input, Tensor weight, Tensor bias)
    {
        FullConnectionNode node = Pool.Rent();
        (node._outputs, node._inputs) = ((int)weight.size(0), (int)weight.size(1));
        node._rows = (int)(input.numel() / node._inputs);
        node._dimensions = (int)input.dim();
        for (int i = 0; i < node._dimensions; i++)
        {
            node._shape[i] = input.size(i);
        }

        (node._needsGradient[Input], node._needsGradient[Weight], node._needsGradient[Bias]) = (input.requires_grad, weight.requires_grad, bias.requires_grad);
        bool isDifferentiated = is_grad_enabled() && node._needsGradient.AsSpan().Contains(true);
        nint output = node.Compute(input, weight, bias);
        if (!isDifferentiated)
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
        var outputs = new MatrixView(TensorHandles.Pointer<float>(gradient), _rows, _outputs);
        if (_needsGradient[Weight])
        {
            results[Weight] = TensorHandles.Empty(ElementKind.Float, _outputs, _inputs);
            var inputs = new MatrixView(TensorHandles.Pointer<float>(Saved(Input)), _rows, _inputs);
            _product.Compute(outputs.Transposed, inputs, null, TensorHandles.Pointer<float>(results[Weight]));
        }

        if (_needsGradient[Input])
        {
            results[Input] = Empty(_inputs);
            var weights = new MatrixView(TensorHandles.Pointer<float>(Saved(Weight)), _outputs, _inputs);
            _product.Compute(outputs, weights, null, TensorHandles.Pointer<float>(results[Input]));
        }

        if (_needsGradient[Bias])
        {
            results[Bias] = TensorHandles.Empty(ElementKind.Float, _outputs);
            SumRows(outputs, new Span<float>(TensorHandles.Pointer<float>(results[Bias]), _outputs));
        }
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) =>
        Differentiate(inputs => FullConnection.Plain(inputs[Input], inputs[Weight], inputs[Bias]), input => _needsGradient[input], gradient, results);

    protected override void GiveBack() => Pool.Return(this);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRows(in MatrixView matrix, Span<float> sums)
    {
        new ReadOnlySpan<float>(matrix.Start, matrix.Columns).CopyTo(sums);
        for (int row = 1; row < matrix.Rows; row++)
        {
            MatrixProduct.Add(sums, new ReadOnlySpan<float>(matrix.At(row, 0), matrix.Columns), sums);
        }
    }

    // The input's shape, but for its last dimension.
    private nint Empty(int last)
    {
        _shape[_dimensions - 1] = last;
        return TensorHandles.Empty(ElementKind.Float, _shape.AsSpan(0, _dimensions));
    }

    private nint Compute(Tensor input, Tensor weight, Tensor bias)
    {
        nint output = Empty(_outputs);
        _product.Compute(
            new MatrixView(TensorHandles.Pointer<float>(input.Handle), _rows, _inputs),
            new MatrixView(TensorHandles.Pointer<float>(weight.Handle), _outputs, _inputs).Transposed,
            TensorHandles.Pointer<float>(bias.Handle), TensorHandles.Pointer<float>(output));
        return output;
    }
}
