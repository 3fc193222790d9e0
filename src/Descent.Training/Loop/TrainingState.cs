using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Torch.Memory;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Methods;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>Everything that a step changes, by name: weights, buffers, optimizer moments, method state, progress.</summary>
/// <remarks>Taking a snapshot copies memory and nothing else; the same arrays are filled again next time.</remarks>
internal sealed class TrainingState
{
    private readonly List<(string Name, Tensor Tensor)> _untrained;
    private readonly Optimizer _optimizer;
    private readonly IReadOnlyList<ITrainingMethod> _methods;
    private readonly byte[][] _untrainedCopies;
    private readonly byte[] _weightsCopy;
    private readonly List<(string Name, NativeBuffer? Buffer, int OptimizerState, byte[] Copy)> _flatStates = [];

    public TrainingState(
        Module network, FlatParameters parameters, Optimizer optimizer, IReadOnlyList<ITrainingMethod> methods)
    {
        Parameters = parameters;
        _optimizer = optimizer;
        _methods = methods;
        _untrained = [.. NetworkWeights.Untrained(network)];
        _untrainedCopies = [.. _untrained.Select(item => new byte[TensorMemory.Bytes(item.Tensor).Length])];
        int bytes = checked(parameters.Length * sizeof(float));
        _weightsCopy = GC.AllocateUninitializedArray<byte>(bytes);
        for (int i = 0; i < optimizer.StateNames.Count; i++)
        {
            _flatStates.Add((optimizer.StateNames[i], null, i, GC.AllocateUninitializedArray<byte>(bytes)));
        }

        foreach ((string name, NativeBuffer buffer) in methods.SelectMany(method => method.State))
        {
            _flatStates.Add((name, buffer, -1, GC.AllocateUninitializedArray<byte>(bytes)));
        }
    }

    public FlatParameters Parameters { get; }

    public TrainingProgress Progress { get; private set; } = new();

    /// <summary>Remembers the buffers that a forward pass changes, such as running statistics, so that a refused step can be undone.</summary>
    public void RememberBuffers()
    {
        for (int i = 0; i < _untrained.Count; i++)
        {
            TensorMemory.Bytes(_untrained[i].Tensor).CopyTo(_untrainedCopies[i]);
        }
    }

    /// <summary>Brings back what <see cref="RememberBuffers"/> remembered.</summary>
    public void RestoreBuffers()
    {
        for (int i = 0; i < _untrained.Count; i++)
        {
            _untrainedCopies[i].CopyTo(TensorMemory.Bytes(_untrained[i].Tensor));
        }
    }

    /// <summary>A complete copy of the state. Its arrays are filled again by the next call, so the last must have been written by then.</summary>
    public CheckpointSnapshot Snapshot()
    {
        List<NamedArray> training = [];
        foreach ((string name, NativeBuffer? buffer, int index, byte[] copy) in _flatStates)
        {
            training.AddRange(Copy($"{name}.", FlatState(buffer, index), copy));
        }

        return new CheckpointSnapshot(
            Progress.Step, Weights(), training, (JsonObject)JsonSerializer.SerializeToNode(Progress, TrainingJson.Default.TrainingProgress)!);
    }

    /// <summary>A copy of the weights and buffers by name.</summary>
    public IReadOnlyList<NamedArray> Weights() =>
    [
        .. Copy("", Parameters.Values, _weightsCopy),
        .. _untrained.Select(item => new NamedArray(
            item.Name, TensorTypes.Of(item.Tensor.dtype), item.Tensor.shape, TensorMemory.Bytes(item.Tensor).ToArray())),
    ];

    /// <summary>Makes this the state that a checkpoint holds.</summary>
    /// <exception cref="CheckpointException">It is another network's or another optimizer's; nothing has been changed then.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        NamedArrays weights = new(checkpoint.Path, checkpoint.Weights);
        NamedArrays training = new(checkpoint.Path, checkpoint.Training);
        weights.RequireExactly([
            .. Parameters.Slots.Select(slot => (slot.Name, TensorType.F32, slot.Shape)),
            .. _untrained.Select(item => (item.Name, TensorTypes.Of(item.Tensor.dtype), item.Tensor.shape))]);
        training.RequireExactly([.. _flatStates.SelectMany(
            state => Parameters.Slots.Select(slot => ($"{state.Name}.{slot.Name}", TensorType.F32, slot.Shape)))]);
        TrainingProgress progress = checkpoint.State.Deserialize(TrainingJson.Default.TrainingProgress)
            ?? throw new CheckpointException(checkpoint.Path, "its state.json holds no progress.");
        RestoreWeights(weights);
        foreach ((string name, NativeBuffer? buffer, int index, _) in _flatStates)
        {
            foreach (ParameterSlot slot in Parameters.Slots)
            {
                Restore(training, $"{name}.{slot.Name}", slot, FlatState(buffer, index));
            }
        }

        Progress = progress;
        _optimizer.Step = progress.Step - progress.SkippedSteps;
    }

    /// <summary>Takes over the weights and buffers alone.</summary>
    public void RestoreWeights(NamedArrays weights)
    {
        foreach (ParameterSlot slot in Parameters.Slots)
        {
            Restore(weights, slot.Name, slot, Parameters.Values);
        }

        foreach ((string name, Tensor tensor) in _untrained)
        {
            weights.CopyTo(name, TensorTypes.Of(tensor.dtype), TensorMemory.Bytes(tensor));
        }
    }

    private Span<float> FlatState(NativeBuffer? buffer, int index) => buffer is null ? _optimizer.State(index) : buffer.As<float>();

    private static void Restore(NamedArrays arrays, string name, ParameterSlot slot, Span<float> flat)
    {
        Span<float> values = flat.Slice(slot.Offset, slot.Length);
        arrays.CopyTo(name, values);
        slot.Arrange(values);
    }

    private IEnumerable<NamedArray> Copy(string prefix, ReadOnlySpan<float> flat, byte[] copy)
    {
        Span<float> floats = MemoryMarshal.Cast<byte, float>(copy.AsSpan());
        foreach (ParameterSlot slot in Parameters.Slots)
        {
            slot.CopyOut(flat.Slice(slot.Offset, slot.Length), floats.Slice(slot.Offset, slot.Length));
        }

        return Parameters.Slots.Select(slot => new NamedArray(
            prefix + slot.Name, TensorType.F32, slot.Shape, copy.AsMemory(slot.Offset * sizeof(float), slot.Length * sizeof(float))));
    }
}
