using Descent.Torch.Autograd;
using Descent.Torch.Memory;
using Descent.Torch.Threading;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="Attention"/>, in libtorch's graph where gradients are wanted. The backward pass computes the scores anew (Dao et al. 2022).</summary>
internal sealed unsafe class AttentionNode : GraphNode
{
    private const int Input = 0;
    private const int LogSums = 1;
    private const int Lanes = 16;
    private static readonly NodePool<AttentionNode> Pool = new(() => new());
    private readonly Action<int> _forwardHead;
    private readonly Action<int> _backwardHead;
    private int _batch;
    private int _positions;
    private int _width;
    private int _heads;
    private bool _causal;
    private float* _input;
    private float* _output;
    private float* _logSums;
    private float* _outputGradient;
    private float* _inputGradient;

    public AttentionNode()
        : base(inputs: 1, saved: 2) => (_forwardHead, _backwardHead) = (ForwardHead, BackwardHead);

    // Of one head: numbers of a vector.
    private int Depth => _width / _heads;

    // Rows of scores are as long as whole vectors.
    private int Stride => (_positions + Lanes - 1) / Lanes * Lanes;

    private int InputStride => 3 * _width;

    private float Scale => 1 / MathF.Sqrt(Depth);

    public static Tensor Forward(Tensor input, int heads, bool causal)
    {
        AttentionNode node = Pool.Rent();
        (node._batch, node._positions, node._width) = ((int)input.size(0), (int)input.size(1), (int)input.size(2) / 3);
        (node._heads, node._causal) = (heads, causal);
        nint output = TensorHandles.Empty(ElementKind.Float, node._batch, node._positions, node._width);
        nint logSums = TensorHandles.Empty(ElementKind.Float, node._batch, heads, node._positions);
        node._input = TensorHandles.Pointer<float>(input.Handle);
        node._output = TensorHandles.Pointer<float>(output);
        node._logSums = TensorHandles.Pointer<float>(logSums);
        Workers.Run(node._batch * heads, node._forwardHead);
        if (!is_grad_enabled() || !input.requires_grad)
        {
            TensorHandles.Delete(logSums);
            node.GiveBack();
            return Tensor.UnsafeCreateTensor(output);
        }

        node.Save(Input, TensorHandles.Share(input.Handle));
        node.Save(LogSums, logSums);
        return node.Connect([input.Handle], output);
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        results[Input] = TensorHandles.Empty(ElementKind.Float, _batch, _positions, InputStride);
        _input = TensorHandles.Pointer<float>(Saved(Input));
        _logSums = TensorHandles.Pointer<float>(Saved(LogSums));
        _outputGradient = TensorHandles.Pointer<float>(gradient);
        _inputGradient = TensorHandles.Pointer<float>(results[Input]);
        Workers.Run(_batch * _heads, _backwardHead);
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) =>
        Differentiate(inputs => Attention.Composed(inputs[Input], _heads, _causal), _ => true, gradient, results);

    protected override void GiveBack() => Pool.Return(this);

    // How many keys a query looks at.
    private int Keys(int query) => _causal ? query + 1 : _positions;

    // Where a head of an example begins: in the inputs, and in the outputs.
    private (nint Input, nint Output) Offsets(int part)
    {
        (int example, int head) = Math.DivRem(part, _heads);
        nint first = (nint)example * _positions;
        return ((first * InputStride) + (head * Depth), (first * _width) + (head * Depth));
    }

    // The queries (0), keys (1) or values (2) of a head: [T, d].
    private MatrixView View(float* head, int which) => new(head + (which * _width), _positions, Depth, InputStride, 1);

    private void ForwardHead(int part)
    {
        (nint input, nint output) = Offsets(part);
        float* scores = Scratch.Floats(((long)_positions * Stride) + MatrixProduct.ScratchFloats);
        float* packed = scores + ((nint)_positions * Stride);
        MatrixProduct.Multiply(View(_input + input, 0), View(_input + input, 1).Transposed, scores, Stride, packed, Triangle(MatrixTriangle.LowerProduct));
        for (int query = 0; query < _positions; query++)
        {
            float* row = scores + ((nint)query * Stride);
            _logSums[((nint)part * _positions) + query] = SoftmaxRow.Normalize(row, Keys(query), Scale);
        }

        MatrixProduct.Multiply(Scores(scores), View(_input + input, 2), _output + output, _width, packed, Triangle(MatrixTriangle.LowerLeft));
    }

    private void BackwardHead(int part)
    {
        (nint input, nint output) = Offsets(part);
        nint size = (nint)_positions * Stride;
        float* shares = Scratch.Floats((2 * size) + MatrixProduct.ScratchFloats);
        float* gradients = shares + size;
        float* packed = gradients + size;
        MatrixView queries = View(_input + input, 0), keys = View(_input + input, 1), values = View(_input + input, 2);
        var outputs = new MatrixView(_outputGradient + output, _positions, Depth, _width, 1);
        MatrixProduct.Multiply(queries, keys.Transposed, shares, Stride, packed, Triangle(MatrixTriangle.LowerProduct));
        MatrixProduct.Multiply(outputs, values.Transposed, gradients, Stride, packed, Triangle(MatrixTriangle.LowerProduct));
        for (int query = 0; query < _positions; query++)
        {
            nint row = (nint)query * Stride;
            SoftmaxRow.Differentiate(shares + row, gradients + row, Keys(query), Scale, _logSums[((nint)part * _positions) + query]);
        }

        float* result = _inputGradient + input;
        MatrixProduct.Multiply(Scores(gradients), keys, result, InputStride, packed, Triangle(MatrixTriangle.LowerLeft));
        MatrixProduct.Multiply(Scores(gradients).Transposed, queries, result + _width, InputStride, packed, Triangle(MatrixTriangle.UpperLeft));
        MatrixProduct.Multiply(Scores(shares).Transposed, outputs, result + (2 * _width), InputStride, packed, Triangle(MatrixTriangle.UpperLeft));
    }

    // No position looks at a later one where attention is causal: half of all products.
    private MatrixTriangle Triangle(MatrixTriangle ofCausal) => _causal ? ofCausal : MatrixTriangle.None;

    private MatrixView Scores(float* scores) => new(scores, _positions, _positions, Stride, 1);
}
