using Descent.Data.Sources;
using Descent.Torch.Memory;
using static TorchSharp.torch;

namespace Descent.Data.Loading;

/// <summary>The memory of one batch and its tensors, filled again and again.</summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly ExampleFormat _format;
    private readonly NativeBuffer _inputs;
    private readonly NativeBuffer _labels;
    private readonly int _batchSize;
    private readonly BatchBlock _block;
    private readonly long[] _ids;
    private readonly int _labelBytes;
    private readonly (int Count, Tensor Inputs, Tensor Labels) _whole;
    private (int Count, Tensor Inputs, Tensor Labels)? _part;

    public BatchBuffer(ExampleFormat format, LoaderOptions options)
    {
        _format = format;
        (_batchSize, _block) = (options.BatchSize, options.Block);
        int capacity = _block.In(_batchSize, _batchSize).Count;
        _inputs = new NativeBuffer((long)capacity * format.Input.Elements, format.Input.TensorType);
        _labels = new NativeBuffer((long)capacity * format.Label.Elements, format.Label.TensorType);
        _labelBytes = format.Label.Elements * _labels.ElementSize;
        _ids = new long[_batchSize];
        _whole = Views(capacity);
        Batch = new Batch(_whole.Inputs, _whole.Labels, _ids);
    }

    /// <summary>What was filled in last.</summary>
    public Batch Batch { get; }

    /// <summary>Whether it marks the end of an epoch instead of holding examples.</summary>
    public bool IsEndOfEpoch { get; private set; }

    /// <summary>The ids of the whole batch, for the filler to set.</summary>
    public Span<long> AllIds => _ids;

    /// <summary>The tokens of one row, where inputs are tokens.</summary>
    public Span<byte> Tokens(int row) => _inputs.As<byte>().Slice(row * _format.Input.Bytes, _format.Input.Bytes);

    /// <summary>The normalized input of one row, where inputs are numbers.</summary>
    public Span<float> Input(int row) => _inputs.As<float>().Slice(row * _format.Input.Elements, _format.Input.Elements);

    /// <summary>The label of one row, as int64 or float32.</summary>
    public Span<byte> Label(int row) => _labels.As<byte>().Slice(row * _labelBytes, _labelBytes);

    /// <summary>Makes the block of the first <paramref name="allCount"/> ids the batch.</summary>
    public void Complete(int allCount, int epoch, long index)
    {
        (int start, int count) = _block.In(_batchSize, allCount);
        (_, Batch.Inputs, Batch.Labels) = count == _whole.Count ? _whole : Part(count);
        Batch.AllIds = _ids.AsMemory(0, allCount);
        Batch.Ids = _ids.AsMemory(start, count);
        Batch.Epoch = epoch;
        Batch.Index = index;
        IsEndOfEpoch = false;
    }

    /// <summary>Marks the end of an epoch.</summary>
    public void EndEpoch() => IsEndOfEpoch = true;

    /// <inheritdoc />
    public void Dispose()
    {
        DisposePart();
        _whole.Inputs.Dispose();
        _whole.Labels.Dispose();
        _inputs.Dispose();
        _labels.Dispose();
    }

    // Each epoch ends with the same rest, so its views are made once too.
    private (int Count, Tensor Inputs, Tensor Labels) Part(int count)
    {
        if (_part?.Count != count)
        {
            DisposePart();
            _part = Views(count);
        }

        return _part.Value;
    }

    private (int Count, Tensor Inputs, Tensor Labels) Views(int count) =>
        (count, _inputs.View(0, [count, .. _format.Input.Shape]), _labels.View(0, [count, .. _format.Label.Shape]));

    private void DisposePart()
    {
        _part?.Inputs.Dispose();
        _part?.Labels.Dispose();
    }
}
