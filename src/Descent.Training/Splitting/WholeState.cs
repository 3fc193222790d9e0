using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Torch.Memory;
using Descent.Torch.Networks;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Splitting;

/// <summary>
/// The state of a network of which each rank holds a part. The first rank has the whole of it as it was last collected, so that what it ships does not
/// show how the network was split; of a checkpoint each rank writes its part.
/// </summary>
internal sealed class WholeState : ISavedState, IDisposable
{
    private readonly TrainingState _state;
    private readonly NetworkShard _shard;
    private readonly string[] _flatNames;

    // By rank of Parts, what it has: on the first rank those of all, elsewhere only its own.
    private readonly Held[][] _held;
    private readonly HashSet<string> _borrowed;
    private readonly Dictionary<string, NamedArray> _whole = [];
    private readonly Dictionary<string, byte[]> _memory = [];
    private readonly NativeBuffer _message;
    private JsonObject? _restored;

    public WholeState(TrainingState state, NetworkShard shard)
    {
        (_state, _shard, _flatNames) = (state, shard, [.. state.FlatNames]);
        if (IsFirst)
        {
            foreach (WholeTensor tensor in shard.Whole)
            {
                Add(tensor.Name, tensor.Type, tensor.Shape);
            }

            foreach ((string name, WholeTensor tensor) in TrainingNames())
            {
                Add(name, tensor.Type, tensor.Shape);
            }
        }

        CheckpointSnapshot own = state.Snapshot();
        string names = string.Join('\n', own.Weights.Concat(own.Training).Select(array => array.Name));
        string[][] all = [.. shard.Grid.Parts.Gather(Encoding.UTF8.GetBytes(names)).Select(message => Encoding.UTF8.GetString(message).Split('\n'))];
        _held = [.. all.Select((has, rank) => IsFirst || rank == Rank ? has.Select(Find).ToArray() : [])];
        _borrowed = [.. all[..Rank].SelectMany(has => has)];
        _message = new NativeBuffer(_held.Max(held => held.Length == 0 ? 0 : held.Max(array => Words(array.Bytes))), ScalarType.Int64);
    }

    /// <inheritdoc />
    public TrainingProgress Progress => _state.Progress;

    private bool IsFirst => _shard.Grid.All.Rank == 0;

    private int Rank => _shard.Grid.Parts.Rank;

    private int Ranks => _shard.Grid.Parts.Size;

    /// <inheritdoc />
    public void Collect()
    {
        if (_shard.Grid.Replicas.Rank > 0)
        {
            return;
        }

        CheckpointSnapshot own = _state.Snapshot();
        NamedArray[] arrays = [.. own.Weights, .. own.Training];
        for (int rank = 0; rank < Ranks; rank++)
        {
            for (int i = 0; i < _held[rank].Length; i++)
            {
                Held array = _held[rank][i];
                if (rank == Rank)
                {
                    Keep(array, rank, arrays[i].Data.Span);
                }
                else
                {
                    Pass(array, message => _shard.Grid.Parts.Receive(message, rank));
                    Keep(array, rank, _message.As<byte>()[..array.Bytes]);
                }
            }
        }
    }

    /// <inheritdoc />
    public CheckpointSnapshot Snapshot() => new(
        Progress.Step, Weights(), [.. TrainingNames().Select(item => _whole[item.Name])],
        (JsonObject)JsonSerializer.SerializeToNode(Progress, TrainingJson.Default.TrainingProgress)!);

    /// <inheritdoc />
    /// <remarks>What several ranks hold whole is written by the first of them.</remarks>
    public CheckpointSnapshot SnapshotShard()
    {
        CheckpointSnapshot own = _state.Snapshot();
        Held[] held = _held[Rank];
        return own with
        {
            Weights = Cut(own.Weights, held[..own.Weights.Count]),
            Training = Cut(own.Training, held[own.Weights.Count..]),
            Shard = new CheckpointShard(Rank, Ranks),
        };

        IReadOnlyList<NamedArray> Cut(IReadOnlyList<NamedArray> arrays, Held[] held) =>
        [
            .. arrays.Zip(held).Where(item => item.Second.Part is not null || !_borrowed.Contains(item.First.Name)).Select(item =>
                new NamedArray(item.First.Name, item.First.Type, item.First.Shape, item.First.Data)
                {
                    Slice = item.Second.Part is { } part ? PartSlice.Of(item.Second.Whole, part, Rank, Ranks) : null,
                }),
        ];
    }

    /// <inheritdoc />
    public IReadOnlyList<NamedArray> Weights() => [.. _shard.Whole.Select(tensor => _whole[tensor.Name])];

    /// <inheritdoc />
    public void Restore(Checkpoint checkpoint)
    {
        NamedArrays weights = new(checkpoint.Path, checkpoint.Weights), training = new(checkpoint.Path, checkpoint.Training);
        weights.RequireExactly([.. _shard.Whole.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))]);
        training.RequireExactly([.. TrainingNames().Select(item => (item.Name, item.Tensor.Type, item.Tensor.Shape))]);
        foreach (NamedArray array in checkpoint.Weights.Concat(checkpoint.Training))
        {
            array.Data.Span.CopyTo(_memory[array.Name]);
        }

        _restored = checkpoint.State;
    }

    /// <inheritdoc />
    public void Spread()
    {
        JsonObject own = _restored ?? (JsonObject)JsonSerializer.SerializeToNode(Progress, TrainingJson.Default.TrainingProgress)!;
        _restored = null;
        byte[] progress = _shard.Grid.All.Gather(JsonSerializer.SerializeToUtf8Bytes(own, TrainingJson.Default.JsonObject))[0];
        if (_shard.Grid.Replicas.Rank > 0)
        {
            return; // They get their parts from those of the first replica.
        }

        List<NamedArray> mine = [];
        for (int rank = 0; rank < Ranks; rank++)
        {
            foreach (Held array in _held[rank])
            {
                if (IsFirst)
                {
                    Take(array, rank, _message.As<byte>()[..array.Bytes]);
                }

                if (rank != Rank)
                {
                    Pass(array, message => _shard.Grid.Parts.Send(message, rank));
                    continue;
                }

                if (!IsFirst)
                {
                    Pass(array, message => _shard.Grid.Parts.Receive(message, 0));
                }

                mine.Add(new NamedArray(array.Name, array.Type, array.Shape, _message.As<byte>()[..array.Bytes].ToArray()));
            }
        }

        int weights = mine.Count - (_flatNames.Length * _state.Parameters.Slots.Count);
        _state.Restore(new Checkpoint(
            "what rank 0 sent", 0, mine[..weights], mine[weights..], JsonSerializer.Deserialize(progress, TrainingJson.Default.JsonObject)!));
    }

    /// <inheritdoc />
    public void Dispose() => _message.Dispose();

    private static int Words(int bytes) => (bytes + sizeof(long) - 1) / sizeof(long);

    // Weights first, then each state of the optimizer and the methods, as a rank's own snapshot has them.
    private IEnumerable<(string Name, WholeTensor Tensor)> TrainingNames() =>
        from name in _flatNames from tensor in _shard.Whole where tensor.IsTrained select ($"{name}.{tensor.Name}", tensor);

    private void Add(string name, TensorType type, long[] shape)
    {
        byte[] memory = new byte[TensorTypes.Bytes(type, shape)];
        _memory.Add(name, memory);
        _whole.Add(name, new NamedArray(name, type, shape, memory));
    }

    private Held Find(string name)
    {
        WholeTensor tensor = _shard.Whole.FirstOrDefault(tensor => tensor.Name == name) ?? TrainingNames().First(item => item.Name == name).Tensor;
        TensorPart? part = _shard.Parts.GetValueOrDefault(tensor.Name);
        long[] shape = part is null ? tensor.Shape : PartSlice.Shape(tensor.Shape, part, Ranks);
        return new Held(name, tensor.Type, tensor.Shape, shape, part, checked((int)TensorTypes.Bytes(tensor.Type, shape)));
    }

    private void Pass(Held array, Action<Tensor> pass)
    {
        using Tensor message = _message.View(0, Words(array.Bytes));
        if (message.numel() > 0)
        {
            pass(message);
        }
    }

    // Of what several ranks hold, the last one's is kept; they are alike.
    private void Keep(Held array, int rank, ReadOnlySpan<byte> own)
    {
        if (!IsFirst)
        {
            own.CopyTo(_message.As<byte>());
            Pass(array, message => _shard.Grid.Parts.Send(message, 0));
        }
        else if (array.Part is null)
        {
            own.CopyTo(_memory[array.Name]);
        }
        else
        {
            PartSlice.Of(array.Whole, array.Part, rank, Ranks).Insert(own, _memory[array.Name], ElementSize(array));
        }
    }

    private void Take(Held array, int rank, Span<byte> own)
    {
        if (array.Part is null)
        {
            _memory[array.Name].CopyTo(own);
        }
        else
        {
            PartSlice.Of(array.Whole, array.Part, rank, Ranks).Extract(_memory[array.Name], own, ElementSize(array));
        }
    }

    private static int ElementSize(Held array) => (int)TensorTypes.Bytes(array.Type, []);

    /// <summary>An array that a rank has.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its elements.</param>
    /// <param name="Whole">The shape of the whole.</param>
    /// <param name="Shape">Its shape there.</param>
    /// <param name="Part">Which part of the whole it is; null for all of it.</param>
    /// <param name="Bytes">How long it is.</param>
    private sealed record Held(string Name, TensorType Type, long[] Whole, long[] Shape, TensorPart? Part, int Bytes);
}
