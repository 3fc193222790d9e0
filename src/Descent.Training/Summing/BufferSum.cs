using Descent.Torch.Memory;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>
/// The network's buffers after an exact step. Every chunk begins with those of the step before; what it changes in running statistics (float32) is
/// averaged over the chunks by their rows, in the tree, which is one update by the mean statistics. Other buffers, as counters, are those after chunk 0.
/// </summary>
internal sealed class BufferSum : IDisposable
{
    private readonly TrainingState _state;
    private readonly Tensor[] _averaged;
    private readonly PackedTensors _others;
    private readonly BinaryTreeSum _tree;
    private readonly NativeBuffer _changes;
    private readonly float[] _before;
    private bool _isFirst;

    public BufferSum(TrainingState state)
    {
        _state = state;
        _averaged = [.. state.Buffers.Where(buffer => buffer.dtype == ScalarType.Float32)];
        _others = new PackedTensors([.. state.Buffers.Where(buffer => buffer.dtype != ScalarType.Float32)]);
        _before = new float[_averaged.Sum(buffer => buffer.numel())];
        int length = (_before.Length + FlatParameters.Alignment - 1) / FlatParameters.Alignment * FlatParameters.Alignment;
        _changes = new NativeBuffer(length, ScalarType.Float32);
        _tree = new BinaryTreeSum(length);
        Changes = _changes.View(0, length);
    }

    /// <summary>How the running statistics change, flat: by the last chunk, then by all chunks of this rank, then by all.</summary>
    public Tensor Changes { get; }

    /// <summary>A step begins.</summary>
    public void Begin()
    {
        _isFirst = true;
        Span<float> before = _before;
        foreach (Tensor buffer in _averaged)
        {
            Span<float> values = TensorMemory.Span<float>(buffer);
            values.CopyTo(before);
            before = before[values.Length..];
        }
    }

    /// <summary>Takes in what a chunk changed and brings the buffers back.</summary>
    /// <param name="share">The chunk's share of the batch's rows.</param>
    /// <param name="isLast">Whether it is the rank's last.</param>
    public void Add(float share, bool isLast)
    {
        if (_state.Buffers.Count == 0)
        {
            return;
        }

        int place = 0;
        Span<float> changes = _changes.As<float>();
        foreach (Tensor buffer in _averaged)
        {
            foreach (float value in TensorMemory.Span<float>(buffer))
            {
                changes[place] = (value - _before[place]) * share;
                place++;
            }
        }

        if (_isFirst)
        {
            _others.Pack();
            _isFirst = false;
        }

        _state.RestoreBuffers();
        if (isLast)
        {
            _tree.Finish(changes);
        }
        else
        {
            _tree.Add(changes);
        }
    }

    /// <summary>Changes the buffers by what all chunks of all ranks have summed up.</summary>
    public void Apply(ICollective ranks)
    {
        int place = 0;
        Span<float> changes = _changes.As<float>();
        foreach (Tensor buffer in _averaged)
        {
            foreach (ref float value in TensorMemory.Span<float>(buffer))
            {
                value = _before[place] + changes[place];
                place++;
            }
        }

        _others.Broadcast(ranks);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Changes.Dispose();
        _changes.Dispose();
        _tree.Dispose();
        _others.Dispose();
    }
}
