using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Torch.Memory;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Methods;
using Descent.Training.Optimizers;
using Descent.Training.Summing;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>Everything that a step changes, by name: weights, buffers, optimizer moments, method state, progress.</summary>
/// <remarks>Taking a snapshot copies memory and nothing else; the same arrays are filled again next time.</remarks>
internal sealed class TrainingState : ISavedState
{
    private readonly List<(string Name, Tensor Tensor)> _untrained;
    private readonly Optimizer _optimizer;
    private readonly IReadOnlyList<ITrainingMethod> _methods;
    private readonly Tensor[] _untrainedCopies;
    private readonly byte[] _weightsCopy;
    private readonly List<(string Name, NativeBuffer? Buffer, int OptimizerState, byte[] Copy)> _flatStates = [];
    private NamedArrays? _unspread;

    /// <param name="network">The network.</param>
    /// <param name="parameters">Its trained parameters.</param>
    /// <param name="optimizer">Updates them, or this rank's shard of them.</param>
    /// <param name="methods">Whose state is part of this.</param>
    /// <param name="shards">How optimizer state is cut up between ranks; null where each has all of it.</param>
    public TrainingState(
        Module network, FlatParameters parameters, Optimizer optimizer, IReadOnlyList<ITrainingMethod> methods, OptimizerShards? shards = null)
    {
        Shards = shards;
        Scaling = new LossScaling(this);
        Parameters = parameters;
        _optimizer = optimizer;
        _methods = methods;
        _untrained = [.. NetworkWeights.Untrained(network)];
        Buffers = [.. _untrained.Select(item => item.Tensor)];
        using IDisposable noGradients = no_grad();
        _untrainedCopies = [.. _untrained.Select(item => item.Tensor.clone().DetachFromDisposeScope())];
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

    /// <summary>How optimizer state is cut up between ranks; null where each has all of it.</summary>
    public OptimizerShards? Shards { get; }

    /// <summary>The scale of losses in float16.</summary>
    public LossScaling Scaling { get; }

    /// <summary>Buffers and frozen parameters.</summary>
    public IReadOnlyList<Tensor> Buffers { get; }

    public TrainingProgress Progress { get; private set; } = new();

    /// <summary>The names of what lies as the parameters do: the optimizer's state, then that of the methods.</summary>
    public IEnumerable<string> FlatNames => _flatStates.Select(state => state.Name);

    /// <inheritdoc />
    public void Collect()
    {
        foreach ((_, NativeBuffer? buffer, int index, byte[] copy) in _flatStates)
        {
            if (buffer is null)
            {
                Shards?.Collect(_optimizer.StateBuffer(index), whole => CopyOut(whole, copy));
            }
        }
    }

    /// <inheritdoc />
    public void Spread()
    {
    }

    /// <summary>Remembers the buffers that a forward pass changes, such as running statistics, so that a refused step can be undone.</summary>
    public void RememberBuffers()
    {
        for (int i = 0; i < _untrained.Count; i++)
        {
            _untrainedCopies[i].copy_(_untrained[i].Tensor);
        }
    }

    /// <summary>Brings back what <see cref="RememberBuffers"/> remembered.</summary>
    public void RestoreBuffers()
    {
        for (int i = 0; i < _untrained.Count; i++)
        {
            _untrained[i].Tensor.copy_(_untrainedCopies[i]);
        }
    }

    /// <summary>Gives every rank the state of rank 0.</summary>
    public void Share(ICollective ranks)
    {
        using Tensor values = Parameters.ViewValues();
        ranks.Broadcast(values, 0);
        Parameters.SendValues();
        bool isRestored = ranks.Gather([(byte)(_unspread is null ? 0 : 1)])[0][0] == 1;
        foreach ((string name, NativeBuffer? buffer, int index, _) in _flatStates)
        {
            if (buffer is null && Shards is not null)
            {
                if (isRestored)
                {
                    Shards.Spread(_optimizer.StateBuffer(index), whole => Restore(_unspread!, name, whole));
                }

                continue;
            }

            NativeBuffer state = buffer ?? _optimizer.StateBuffer(index);
            using Tensor all = state.View(0, state.Length);
            ranks.Broadcast(all, 0);
        }

        _unspread = null;

        ShareBuffers(ranks);
        byte[] progress = ranks.Gather(JsonSerializer.SerializeToUtf8Bytes(Progress, TrainingJson.Default.TrainingProgress))[0];
        SetProgress(JsonSerializer.Deserialize(progress, TrainingJson.Default.TrainingProgress)!);
    }

    /// <summary>Gives every rank the buffers of rank 0.</summary>
    public void ShareBuffers(ICollective ranks)
    {
        using var packed = new PackedTensors(Buffers);
        packed.Pack();
        packed.Broadcast(ranks);
    }

    /// <inheritdoc />
    public CheckpointSnapshot Snapshot()
    {
        List<NamedArray> training = [];
        foreach ((string name, NativeBuffer? buffer, int index, byte[] copy) in _flatStates)
        {
            if (buffer is not null || Shards is null)
            {
                CopyOut(FlatState(buffer, index), copy);
            }

            training.AddRange(Name($"{name}.", copy));
        }

        return new CheckpointSnapshot(Progress.Step, Weights(), training, State());
    }

    /// <inheritdoc />
    /// <remarks>Without shards of optimizer state it is all of it.</remarks>
    public CheckpointSnapshot SnapshotShard()
    {
        if (Shards is null)
        {
            return Snapshot();
        }

        ParameterShard own = Shards.Own;
        own.Values.CopyTo(Floats(_weightsCopy));
        List<NamedArray> training = [];
        foreach ((string name, NativeBuffer? buffer, int index, byte[] copy) in _flatStates)
        {
            Span<float> state = FlatState(buffer, index);
            (buffer is null ? state : state.Slice(own.Start, own.Length)).CopyTo(Floats(copy));
            training.AddRange(own.Slice($"{name}.", copy));
        }

        return new CheckpointSnapshot(
            Progress.Step, [.. own.Slice("", _weightsCopy), .. own.Index == 0 ? Untrained() : []], training, State(), new CheckpointShard(own.Index, own.Count));
    }

    /// <inheritdoc />
    public IReadOnlyList<NamedArray> Weights()
    {
        CopyOut(Parameters.Values, _weightsCopy);
        return [.. Name("", _weightsCopy), .. Untrained()];
    }

    /// <inheritdoc />
    /// <remarks>Shards of other ranks get theirs by <see cref="Share"/>.</remarks>
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
        _unspread = Shards is null ? null : training;
        foreach ((string name, NativeBuffer? buffer, int index, _) in _flatStates)
        {
            if (buffer is not null || Shards is null)
            {
                Restore(training, name, buffer ?? _optimizer.StateBuffer(index));
            }
        }

        SetProgress(progress);
    }

    /// <summary>Takes over a checkpoint of another optimizer: all but the optimizer's state, which begins anew.</summary>
    public void RestoreForNewOptimizer(Checkpoint checkpoint)
    {
        HashSet<string> own = [.. _flatStates.Where(state => state.Buffer is null).Select(state => state.Name)];
        List<NamedArray> training = [.. checkpoint.Training.Where(array => _flatStates.Any(state => state.Buffer is not null && array.Name.StartsWith($"{state.Name}.", StringComparison.Ordinal)))];
        foreach (ParameterSlot slot in Parameters.Slots)
        {
            training.AddRange(own.Select(name => new NamedArray($"{name}.{slot.Name}", TensorType.F32, slot.Shape, new byte[slot.Length * sizeof(float)])));
        }

        Restore(checkpoint with { Training = training });
        _optimizer.Step = 0;
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
            NetworkWeights.Restore(tensor, name, weights);
        }

        Parameters.SendValues();
    }

    private JsonObject State() => (JsonObject)JsonSerializer.SerializeToNode(Progress, TrainingJson.Default.TrainingProgress)!;

    private IEnumerable<NamedArray> Untrained() => _untrained.Select(item => new NamedArray(
        item.Name, TensorTypes.Of(item.Tensor.dtype), item.Tensor.shape, NetworkWeights.Bytes(item.Tensor)));

    private static Span<float> Floats(byte[] copy) => MemoryMarshal.Cast<byte, float>(copy.AsSpan());

    private Span<float> FlatState(NativeBuffer? buffer, int index) => (buffer ?? _optimizer.StateBuffer(index)).As<float>();

    private void SetProgress(TrainingProgress progress)
    {
        Progress = progress;
        _optimizer.Step = progress.Step - progress.SkippedSteps;
    }

    private void Restore(NamedArrays training, string name, NativeBuffer whole)
    {
        foreach (ParameterSlot slot in Parameters.Slots)
        {
            Restore(training, $"{name}.{slot.Name}", slot, whole.As<float>());
        }
    }

    private static void Restore(NamedArrays arrays, string name, ParameterSlot slot, Span<float> flat)
    {
        Span<float> values = flat.Slice(slot.Offset, slot.Length);
        arrays.CopyTo(name, values);
        slot.Arrange(values);
    }

    private void CopyOut(ReadOnlySpan<float> flat, byte[] copy)
    {
        Span<float> floats = Floats(copy);
        foreach (ParameterSlot slot in Parameters.Slots)
        {
            slot.CopyOut(flat.Slice(slot.Offset, slot.Length), floats.Slice(slot.Offset, slot.Length));
        }
    }

    private IEnumerable<NamedArray> Name(string prefix, byte[] copy) => Parameters.Slots.Select(slot => new NamedArray(
        prefix + slot.Name, TensorType.F32, slot.Shape, copy.AsMemory(slot.Offset * sizeof(float), slot.Length * sizeof(float))));
}
