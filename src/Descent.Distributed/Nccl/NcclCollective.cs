using System.Runtime.InteropServices;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Distributed.Nccl;

/// <summary>Ranks with a GPU each: NCCL carries their CUDA tensors, and another engine lets them meet and notices when one fails.</summary>
/// <remarks>
/// Nothing waits on the CPU: a call goes to a stream of its own, after what libtorch has queued before it, and what libtorch queues after the call
/// (for <see cref="BeginSum"/>, after <see cref="ICollectiveWork.Wait"/>) comes after its end.
/// </remarks>
public sealed unsafe class NcclCollective : ICollective
{
    private const int SumOperation = 0;
    private const uint NonBlocking = 1;
    private const uint WithoutTiming = 2;
    private const nint TorchStream = 0; // TorchSharp has no other than CUDA's default stream.

    private readonly ICollective _ranks;
    private readonly NcclFunctions _nccl;
    private readonly int _device;
    private readonly bool _ownsRanks;
    private readonly nint _comm;
    private readonly nint _stream;
    private readonly nint _before;

    /// <summary>Joins the GPUs of all ranks; called by all of them.</summary>
    /// <param name="ranks">Lets the ranks meet; the caller disposes it, later than this.</param>
    /// <param name="device">The number of this rank's GPU on its host, usually the local rank.</param>
    /// <exception cref="DllNotFoundException">NCCL or NVIDIA's driver is missing; the message says what to install.</exception>
    /// <exception cref="CollectiveException">There is no such GPU, or NCCL does not start.</exception>
    public NcclCollective(ICollective ranks, int device)
        : this(ranks, device, ownsRanks: false)
    {
    }

    private NcclCollective(ICollective ranks, int device, bool ownsRanks)
    {
        (_ranks, _device, _ownsRanks, _nccl) = (ranks, device, ownsRanks, NcclFunctions.Load());
        int devices = cuda.is_available() ? cuda.device_count() : 0;
        if ((uint)device >= (uint)devices)
        {
            throw new CollectiveException("Join", ranks.Step, $"Rank {ranks.Rank} has no GPU {device}: libtorch sees {devices}. Start at most one rank for each GPU, with a build of libtorch for CUDA.");
        }

        // The first tensor makes the GPU's context current here, which streams and NCCL need.
        using Tensor context = zeros(1, device: new Device(DeviceType.CUDA, device));
        int version;
        Check(_nccl.GetVersion(&version), "Join");
        Engine = $"NCCL {version / 10_000}.{version / 100 % 100}.{version % 100} and {ranks.Engine}";
        NcclUniqueId id;
        if (ranks.Rank == 0)
        {
            Check(_nccl.GetUniqueId(&id), "Join");
        }

        byte[][] ids = ranks.Gather(ranks.Rank == 0 ? new ReadOnlySpan<byte>(&id, NcclUniqueId.Bytes) : []);
        id = MemoryMarshal.Read<NcclUniqueId>(ids[0]);
        nint comm, stream, before;
        Check(_nccl.CommInitRank(&comm, ranks.Size, id, ranks.Rank), "Join");
        NcclFunctions.CheckDriver(_nccl.StreamCreate(&stream, NonBlocking), "Join", Step);
        NcclFunctions.CheckDriver(_nccl.EventCreate(&before, WithoutTiming), "Join", Step);
        (_comm, _stream, _before) = (comm, stream, before);
    }

    /// <inheritdoc />
    public int Rank => _ranks.Rank;

    /// <inheritdoc />
    public int Size => _ranks.Size;

    /// <inheritdoc />
    public string Engine { get; }

    /// <inheritdoc />
    public long Step
    {
        get => _ranks.Step;
        set => _ranks.Step = value;
    }

    /// <inheritdoc />
    public void Barrier() => _ranks.Barrier();

    /// <inheritdoc />
    public void Broadcast(Tensor values, int root)
    {
        CollectiveArguments.RequireRank(root, this);
        nint memory = Memory(values, nameof(values));
        Begin(nameof(Broadcast));
        Check(_nccl.Broadcast(memory, memory, Count(values), TypeOf(values), root, _comm, _stream), nameof(Broadcast));
        End(nameof(Broadcast));
    }

    /// <inheritdoc />
    public void Sum(Tensor values) => BeginSum(values).Wait();

    /// <inheritdoc />
    public ICollectiveWork BeginSum(Tensor values)
    {
        _ = Memory(values, nameof(values));
        // NCCL would round to bfloat16 at every rank.
        Tensor? wide = values.dtype == ScalarType.BFloat16 ? values.to(ScalarType.Float32).DetachFromDisposeScope() : null;
        Tensor summed = wide ?? values;
        nint memory = TensorMemory.Address(summed);
        Begin(nameof(BeginSum));
        Check(_nccl.AllReduce(memory, memory, Count(summed), TypeOf(summed), SumOperation, _comm, _stream), nameof(BeginSum));
        return Work(values, wide, nameof(BeginSum));
    }

    /// <inheritdoc />
    public void SumScatter(Tensor values, Tensor block)
    {
        CollectiveArguments.RequireBlocks(values, block, this);
        _ = Memory(values, nameof(values));
        _ = Memory(block, nameof(block));
        bool widen = values.dtype == ScalarType.BFloat16;
        using Tensor all = widen ? values.to(ScalarType.Float32) : values.alias(), mine = widen ? block.to(ScalarType.Float32) : block.alias();
        Begin(nameof(SumScatter));
        Check(
            _nccl.ReduceScatter(TensorMemory.Address(all), TensorMemory.Address(mine), Count(mine), TypeOf(mine), SumOperation, _comm, _stream),
            nameof(SumScatter));
        End(nameof(SumScatter));
        if (widen)
        {
            block.copy_(mine);
        }
    }

    /// <inheritdoc />
    public void Gather(Tensor block, Tensor values)
    {
        CollectiveArguments.RequireBlocks(values, block, this);
        nint mine = Memory(block, nameof(block)), all = Memory(values, nameof(values));
        Begin(nameof(Gather));
        Check(_nccl.AllGather(mine, all, Count(block), TypeOf(block), _comm, _stream), nameof(Gather));
        End(nameof(Gather));
    }

    /// <inheritdoc />
    public byte[][] Gather(ReadOnlySpan<byte> message) => _ranks.Gather(message);

    /// <inheritdoc />
    public void Send(Tensor values, int rank, int tag = 0)
    {
        RequirePeer(rank, tag);
        nint memory = Memory(values, nameof(values));
        Begin(nameof(Send));
        Check(_nccl.Send(memory, Count(values), TypeOf(values), rank, _comm, _stream), nameof(Send));
        End(nameof(Send));
    }

    /// <inheritdoc />
    public ICollectiveWork BeginSend(Tensor values, int rank, int tag = 0)
    {
        RequirePeer(rank, tag);
        nint memory = Memory(values, nameof(values));
        Begin(nameof(BeginSend));
        Check(_nccl.Send(memory, Count(values), TypeOf(values), rank, _comm, _stream), nameof(BeginSend));
        return Work(values, null, nameof(BeginSend));
    }

    /// <inheritdoc />
    public void Receive(Tensor values, int rank, int tag = 0)
    {
        RequirePeer(rank, tag);
        nint memory = Memory(values, nameof(values));
        Begin(nameof(Receive));
        Check(_nccl.Receive(memory, Count(values), TypeOf(values), rank, _comm, _stream), nameof(Receive));
        End(nameof(Receive));
    }

    /// <inheritdoc />
    public void Exchange(Tensor send, Tensor receive, int rank, int tag = 0)
    {
        RequirePeer(rank, tag);
        nint from = Memory(send, nameof(send)), to = Memory(receive, nameof(receive));
        Begin(nameof(Exchange));
        Check(_nccl.GroupStart(), nameof(Exchange));
        Check(_nccl.Send(from, Count(send), TypeOf(send), rank, _comm, _stream), nameof(Exchange));
        Check(_nccl.Receive(to, Count(receive), TypeOf(receive), rank, _comm, _stream), nameof(Exchange));
        Check(_nccl.GroupEnd(), nameof(Exchange));
        End(nameof(Exchange));
    }

    /// <inheritdoc />
    public ICollective Split(int group) => new NcclCollective(_ranks.Split(group), _device, ownsRanks: true);

    /// <inheritdoc />
    public void Dispose()
    {
        _ = _nccl.CommDestroy(_comm);
        _ = _nccl.EventDestroy(_before);
        _ = _nccl.StreamDestroy(_stream);
        if (_ownsRanks)
        {
            _ranks.Dispose();
        }
    }

    // ncclDataType_t.
    private static int TypeOf(Tensor values) => values.dtype switch
    {
        ScalarType.Int32 => 2,
        ScalarType.Int64 => 4,
        ScalarType.Float32 => 7,
        ScalarType.Float64 => 8,
        _ => 9,
    };

    private static nuint Count(Tensor values) => (nuint)values.numel();

    private nint Memory(Tensor values, string name)
    {
        CollectiveArguments.Require(values, name);
        return values.device_type == DeviceType.CUDA && values.device_index == _device
            ? TensorMemory.Address(values)
            : throw new ArgumentException($"A tensor on {values.device} cannot be sent by NCCL, only one on GPU {_device}. Move it there first.", name);
    }

    private void RequirePeer(int rank, int tag)
    {
        CollectiveArguments.RequirePeer(rank, this);
        if (tag != 0)
        {
            throw new ArgumentException($"NCCL knows no tags, so {tag} cannot be kept apart from others. Send in the order in which the peer receives.", nameof(tag));
        }
    }

    // What was begun last, which ends with an event of its own.
    private NcclWork Work(Tensor values, Tensor? wide, string operation)
    {
        nint done;
        NcclFunctions.CheckDriver(_nccl.EventCreate(&done, WithoutTiming), operation, Step);
        NcclFunctions.CheckDriver(_nccl.EventRecord(done, _stream), operation, Step);
        return new NcclWork(_nccl, TorchStream, done, values, wide, Step);
    }

    private void Begin(string operation)
    {
        NcclFunctions.CheckDriver(_nccl.EventRecord(_before, TorchStream), operation, Step);
        NcclFunctions.CheckDriver(_nccl.StreamWaitEvent(_stream, _before, 0), operation, Step);
    }

    private void End(string operation)
    {
        NcclFunctions.CheckDriver(_nccl.EventRecord(_before, _stream), operation, Step);
        NcclFunctions.CheckDriver(_nccl.StreamWaitEvent(TorchStream, _before, 0), operation, Step);
    }

    private void Check(int code, string operation) => _nccl.Check(code, operation, Step);
}
