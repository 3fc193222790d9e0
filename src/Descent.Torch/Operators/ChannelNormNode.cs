using Descent.Torch.Autograd;
using Descent.Torch.Memory;
using Descent.Torch.Threading;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>One use of <see cref="ChannelNorm"/>, in libtorch's graph where gradients are wanted.</summary>
/// <typeparam name="T">The type of the input's elements, and of its gradient's.</typeparam>
internal sealed unsafe class ChannelNormNode<T> : GraphNode
    where T : IVectorElement
{
    private const int Input = 0;
    private const int Weight = 1;
    private const int Bias = 2;
    private const int Addend = 3;
    private const int Statistics = 4;
    private const int Output = 5;

    // Elements that are worked on together: what a core's nearest cache holds. The sums are made block by block, so no number of threads changes the bits.
    private const int BlockElements = 16384;
    private static readonly NodePool<ChannelNormNode<T>> WithoutAddend = new(() => new(inputs: 3));
    private static readonly NodePool<ChannelNormNode<T>> WithAddend = new(() => new(inputs: 4));
    private readonly Action<int> _measure;
    private readonly Action<int> _normalize;
    private readonly Action<int> _sum;
    private readonly Action<int> _differentiate;
    private readonly bool[] _needsGradient = new bool[4];
    private readonly bool _hasAddend;
    private long _rows;
    private int _channels;
    private int _blockRows;
    private bool _relu;
    private double _epsilon;

    // What the blocks of the present pass read and write.
    private nint _input;
    private nint _addend;
    private nint _output;
    private nint _gradient;
    private nint _passed;
    private nint _result;
    private float* _mean;
    private float* _scale;
    private float* _bias;
    private float* _slope;
    private float* _level;
    private float* _blocks;

    private ChannelNormNode(int inputs)
        : base(inputs, saved: 6)
    {
        _hasAddend = inputs > 3;
        (_measure, _normalize, _sum, _differentiate) = (MeasureBlock, NormalizeBlock, SumBlock, DifferentiateBlock);
    }

    protected override bool NeedsContiguous => false;

    // With an addend the output tells what a ReLU lets pass; else it is computed again.
    private bool PassesFirst => _relu && _hasAddend;

    private bool PassesAgain => _relu && !_hasAddend;

    private int Blocks => (int)((_rows + _blockRows - 1) / _blockRows);

    public static Tensor Forward(Tensor input, Tensor? addend, in ChannelNormState state, double momentum, double epsilon, bool relu)
    {
        ChannelNormNode<T> node = (addend is null ? WithoutAddend : WithAddend).Rent();
        node._channels = (int)input.size(1);
        node._rows = input.numel() / node._channels;
        node._blockRows = Math.Max(1, BlockElements / node._channels);
        (node._relu, node._epsilon) = (relu, epsilon);
        (node._needsGradient[Input], node._needsGradient[Weight], node._needsGradient[Bias]) = (input.requires_grad, state.Weight.requires_grad, state.Bias.requires_grad);
        node._needsGradient[Addend] = addend?.requires_grad ?? false;
        Tensor output = ChannelsLast.Empty(input);
        using Tensor statistics = empty(2, node._channels); // mean, 1 / √(variance + epsilon)
        node.Compute(input, addend, output, statistics, state, momentum);
        if (!is_grad_enabled() || !node._needsGradient.AsSpan().Contains(true))
        {
            node.GiveBack();
            return output;
        }

        using Tensor unconnected = output;
        node.Save(Input, TensorHandles.Share(input.Handle));
        node.Save(Weight, TensorHandles.Share(state.Weight.Handle));
        node.Save(Bias, TensorHandles.Share(state.Bias.Handle));
        node.Save(Statistics, TensorHandles.Share(statistics.Handle));
        if (addend is null)
        {
            return node.Connect([input.Handle, state.Weight.Handle, state.Bias.Handle], TensorHandles.Share(output.Handle));
        }

        // By another tensor over the same memory: the output itself will own the node, and neither would be freed.
        using Tensor kept = output.detach();
        node.Save(Addend, TensorHandles.Share(addend.Handle));
        node.Save(Output, TensorHandles.Share(kept.Handle));
        return node.Connect([input.Handle, state.Weight.Handle, state.Bias.Handle, addend.Handle], TensorHandles.Share(output.Handle));
    }

    protected override void Backward(nint gradient, Span<nint> results)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Wrap(Saved(Input));
        Tensor given = ChannelsLast.Of(Wrap(gradient).to(input.dtype));
        Tensor passed = PassesFirst ? ChannelsLast.Empty(input) : given;
        Tensor own = empty(2, _channels), factors = empty(3, _channels), blocks = empty(Blocks, 2, _channels);
        float* statistics = TensorHandles.Pointer<float>(Saved(Statistics));
        float* weight = TensorHandles.Pointer<float>(Saved(Weight));
        _mean = statistics;
        _bias = TensorHandles.Pointer<float>(Saved(Bias));
        _scale = (float*)TensorMemory.Address(factors);
        _slope = _scale + _channels;
        _level = _slope + _channels;
        _blocks = (float*)TensorMemory.Address(blocks);
        (_input, _gradient) = (TensorMemory.Address(input), TensorMemory.Address(given));
        (_output, _passed) = (PassesFirst ? (nint)TensorHandles.Pointer<byte>(Saved(Output)) : 0, TensorMemory.Address(passed));
        float* inverse = statistics + _channels;
        for (int channel = 0; channel < _channels; channel++)
        {
            _scale[channel] = weight[channel] * inverse[channel];
        }

        Workers.Run(Blocks, _sum);
        float* sums = (float*)TensorMemory.Address(own), products = sums + _channels;
        double* totals = Totals();
        for (int block = 0; block < Blocks; block++)
        {
            Add(BlockNumbers(block), 1, totals);
            Add(BlockNumbers(block) + _channels, 1, totals + _channels);
        }

        for (int channel = 0; channel < _channels; channel++)
        {
            (double sum, double product) = (totals[channel], totals[_channels + channel] * inverse[channel]);
            sums[channel] = (float)sum;
            products[channel] = (float)product;

            // A moved mean and a stretched variance take their shares from all inputs.
            _level[channel] = (float)(-_scale[channel] * sum / _rows);
            _slope[channel] = (float)(-_scale[channel] * inverse[channel] * product / _rows);
        }

        if (_needsGradient[Input])
        {
            Tensor result = ChannelsLast.Empty(input);
            _result = TensorMemory.Address(result);
            Workers.Run(Blocks, _differentiate);
            results[Input] = TensorHandles.Share(result.Handle);
        }

        results[Weight] = TensorHandles.Share(own[1].Handle);
        results[Bias] = TensorHandles.Share(own[0].Handle);
        if (_needsGradient[Addend])
        {
            results[Addend] = TensorHandles.Share(passed.Handle);
        }
    }

    protected override void BackwardWithGraph(nint gradient, Span<nint> results) => Differentiate(
        inputs =>
        {
            using Tensor mean = zeros(_channels), variance = ones(_channels);
            Tensor? addend = _hasAddend ? inputs[Addend] : null;
            return ChannelNorm.Plain(inputs[Input], addend, new ChannelNormState(inputs[Weight], inputs[Bias], mean, variance), training: true, 0, _epsilon, _relu);
        },
        input => _needsGradient[input], gradient, results);

    protected override void GiveBack() => (_hasAddend ? WithAddend : WithoutAddend).Return(this);

    private void Compute(Tensor input, Tensor? addend, Tensor output, Tensor statistics, in ChannelNormState state, double momentum)
    {
        using Tensor blocks = empty(Blocks, 2, _channels), scale = empty(_channels);
        (_input, _output) = (TensorMemory.Address(input), TensorMemory.Address(output));
        _addend = addend is null ? 0 : TensorMemory.Address(addend);
        _blocks = (float*)TensorMemory.Address(blocks);
        _mean = (float*)TensorMemory.Address(statistics);
        _scale = (float*)TensorMemory.Address(scale);
        _bias = (float*)TensorMemory.Address(state.Bias);
        Workers.Run(Blocks, _measure);
        float* inverse = _mean + _channels, weight = (float*)TensorMemory.Address(state.Weight);
        Span<float> runningMean = TensorMemory.Span<float>(state.RunningMean), runningVariance = TensorMemory.Span<float>(state.RunningVariance);
        double* means = Totals(), squares = means + _channels;
        Merge(means, squares);
        for (int channel = 0; channel < _channels; channel++)
        {
            _mean[channel] = (float)means[channel];
            inverse[channel] = (float)(1 / Math.Sqrt((squares[channel] / _rows) + _epsilon));
            _scale[channel] = weight[channel] * inverse[channel];
            runningMean[channel] = (float)(((1 - momentum) * runningMean[channel]) + (momentum * means[channel]));
            runningVariance[channel] = (float)(((1 - momentum) * runningVariance[channel]) + (momentum * squares[channel] / (_rows - 1)));
        }

        Workers.Run(Blocks, _normalize);
    }

    // Means, and sums of squares about them, of all blocks (Chan, Golub, LeVeque 1979).
    private void Merge(double* means, double* squares)
    {
        for (int block = 0; block < Blocks; block++)
        {
            Add(BlockNumbers(block), (double)RowsOf(block) / _rows, means);
        }

        for (int block = 0; block < Blocks; block++)
        {
            float* blockMeans = BlockNumbers(block);
            Add(blockMeans + _channels, 1, squares);
            for (int channel = 0; channel < _channels; channel++)
            {
                double distance = blockMeans[channel] - means[channel];
                squares[channel] += distance * distance * RowsOf(block);
            }
        }
    }

    private void Add(float* numbers, double weight, double* totals)
    {
        for (int channel = 0; channel < _channels; channel++)
        {
            totals[channel] += weight * numbers[channel];
        }
    }

    // Two zeros a channel, until the thread's next call.
    private double* Totals()
    {
        var totals = (double*)Scratch.Floats(4L * _channels);
        new Span<double>(totals, 2 * _channels).Clear();
        return totals;
    }

    private float* BlockNumbers(int block) => _blocks + (2L * block * _channels);

    private int RowsOf(int block) => (int)Math.Min(_blockRows, _rows - ((long)block * _blockRows));

    private void MeasureBlock(int block)
    {
        long first = (long)block * _blockRows;
        float* mean = BlockNumbers(block);
        ChannelNormKernel<T>.Statistics(_input, first, RowsOf(block), _channels, mean, mean + _channels);
    }

    private void NormalizeBlock(int block)
    {
        long first = (long)block * _blockRows;
        ChannelNormKernel<T>.Normalize(_input, _addend, _output, first, RowsOf(block), _channels, _mean, _scale, _bias, _relu);
    }

    private void SumBlock(int block)
    {
        long first = (long)block * _blockRows;
        float* sums = BlockNumbers(block);
        if (PassesFirst)
        {
            ChannelNormKernel<T>.Pass(_gradient, _output, _passed, first, RowsOf(block), _channels);
        }

        ChannelNormKernel<T>.Sums(
            _passed, _input, first, RowsOf(block), _channels, _mean, _scale, _bias, PassesAgain, sums, sums + _channels);
    }

    private void DifferentiateBlock(int block)
    {
        long first = (long)block * _blockRows;
        ChannelNormKernel<T>.Differentiate(
            _passed, _input, _result, first, RowsOf(block), _channels, _mean, _scale, _bias, PassesAgain, _slope, _level);
    }
}
