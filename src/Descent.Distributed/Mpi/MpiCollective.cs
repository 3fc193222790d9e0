using System.Text;
using Descent.Distributed.Launching;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Distributed.Mpi;

/// <summary>The ranks of an MPI run, for tensors on the CPU: <see cref="Join"/> is how a process becomes one of them.</summary>
/// <remarks>
/// Every call is a nonblocking one and a loop of tests, so that a rank that waits notices when another fails and leaves its core to those that work.
/// A sum under way moves only during calls: ask <see cref="ICollectiveWork.IsDone"/> now and then. A tensor is at most 2 GB.
/// </remarks>
public sealed unsafe class MpiCollective : ICollective
{
    private static readonly Lock Joining = new();
    private static MpiCollective? _world;

    private readonly MpiFunctions _mpi;
    private readonly MpiAbi _abi;
    private readonly Stack<BFloat16Sums> _sums = new();
    private readonly bool _isWorld;
    private readonly int[] _members = []; // as ranks among all
    private readonly int[][] _member;
    private nint _comm;

    private MpiCollective(MpiSession session, nint comm, bool isWorld)
    {
        (Session, _mpi, _abi, _comm, _isWorld) = (session, session.Mpi, session.Library.Abi, comm, isWorld);
        int rank, size;
        session.Enter("Join");
        session.Leave(_mpi.CommSetErrhandler(comm, _abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        session.Enter("Join");
        session.Leave(_mpi.CommRank(comm, &rank), "MPI_Comm_rank");
        session.Enter("Join");
        session.Leave(_mpi.CommSize(comm, &size), "MPI_Comm_size");
        (Rank, Size) = (rank, size);
        _members = isWorld ? [.. Enumerable.Range(0, size)] : [.. Gather(BitConverter.GetBytes(session.Rank)).Select(member => BitConverter.ToInt32(member))];
        _member = [.. _members.Select(member => new[] { member })];
    }

    /// <inheritdoc />
    public int Rank { get; }

    /// <inheritdoc />
    public int Size { get; }

    /// <inheritdoc />
    public string Engine => $"{Session.Library.Vendor} {Session.Library.Version}";

    /// <inheritdoc />
    public long Step
    {
        get => Session.Step;
        set => Session.Step = value;
    }

    internal MpiSession Session { get; }

    /// <summary>What this process does together with the others that its launcher started; one by itself needs no MPI. Later calls give the same.</summary>
    /// <remarks>MPI ends with the process. A process that ends with an exception or another exit code than 0 ends all ranks.</remarks>
    /// <exception cref="DllNotFoundException">There is no MPI, or not the launcher's; the message says what to install.</exception>
    /// <exception cref="CollectiveException">MPI does not start, or sees other ranks than the launcher.</exception>
    /// <exception cref="InvalidDataException">The launcher's variables make no sense.</exception>
    public static ICollective Join(MpiJoinOptions? options = null)
    {
        RankPlace? place = RankPlace.Find(Environment.GetEnvironmentVariable);
        if (place is null)
        {
            return new SoloCollective();
        }

        lock (Joining)
        {
            return _world ??= Start(new MpiSession(MpiLibrary.Load(), place), (options ?? new MpiJoinOptions()).Silence);
        }
    }

    /// <summary>For a rank that cannot go on: writes why in one line and ends all ranks, this one included; does nothing in a process by itself.</summary>
    public static void Abort(Exception reason) => _world?.Session.Fail(reason, withTrace: false);

    /// <inheritdoc />
    public void Barrier()
    {
        nint request;
        Session.Enter(nameof(Barrier));
        Session.Leave(_mpi.Ibarrier(_comm, &request), "MPI_Ibarrier");
        Wait(&request, nameof(Barrier));
    }

    /// <inheritdoc />
    public void Broadcast(Tensor values, int root)
    {
        CollectiveArguments.RequireRank(root, this);
        nint request;
        fixed (byte* memory = Memory(values, nameof(values)))
        {
            Session.Enter(nameof(Broadcast));
            Session.Leave(_mpi.Ibcast(memory, Count(values), _abi.Carrier(values.dtype), root, _comm, &request), "MPI_Ibcast");
            Wait(&request, nameof(Broadcast));
        }
    }

    /// <inheritdoc />
    public void Sum(Tensor values)
    {
        BFloat16Sums? sums = BeginSum(values, nameof(Sum), out nint request);
        Wait(&request, nameof(Sum));
        if (sums is not null)
        {
            sums.Store(TensorMemory.Span<ushort>(values));
            _sums.Push(sums);
        }
    }

    /// <inheritdoc />
    public ICollectiveWork BeginSum(Tensor values)
    {
        BFloat16Sums? sums = BeginSum(values, nameof(BeginSum), out nint request);
        return new MpiWork(this, nameof(BeginSum), request, _members, values, sums);
    }

    /// <inheritdoc />
    public void SumScatter(Tensor values, Tensor block)
    {
        CollectiveArguments.RequireBlocks(values, block, this);
        nint request;
        int count = Count(block);
        if (values.dtype == ScalarType.BFloat16)
        {
            // The block of the sum takes the place of the first values, which MPI allows only as "in place".
            BFloat16Sums sums = Rent();
            sums.Load(TensorMemory.Span<ushort>(values));
            Session.Enter(nameof(SumScatter));
            Session.Leave(_mpi.IreduceScatterBlock((void*)_abi.InPlace, sums.Values, count, _abi.Float32, _abi.Sum, _comm, &request), "MPI_Ireduce_scatter_block");
            Wait(&request, nameof(SumScatter));
            sums.Store(TensorMemory.Span<ushort>(block));
            _sums.Push(sums);
            return;
        }

        fixed (byte* all = Memory(values, nameof(values)), mine = Memory(block, nameof(block)))
        {
            Session.Enter(nameof(SumScatter));
            Session.Leave(_mpi.IreduceScatterBlock(all, mine, count, _abi.Carrier(values.dtype), _abi.Sum, _comm, &request), "MPI_Ireduce_scatter_block");
            Wait(&request, nameof(SumScatter));
        }
    }

    /// <inheritdoc />
    public void Gather(Tensor block, Tensor values)
    {
        CollectiveArguments.RequireBlocks(values, block, this);
        nint request, type = _abi.Carrier(values.dtype);
        int count = Count(block);
        fixed (byte* mine = Memory(block, nameof(block)), all = Memory(values, nameof(values)))
        {
            bool inPlace = mine == all + (Rank * block.numel() * block.ElementSize);
            Session.Enter(nameof(Gather));
            Session.Leave(_mpi.Iallgather(inPlace ? (void*)_abi.InPlace : mine, count, type, all, count, type, _comm, &request), "MPI_Iallgather");
            Wait(&request, nameof(Gather));
        }
    }

    /// <inheritdoc />
    public byte[][] Gather(ReadOnlySpan<byte> message)
    {
        nint request;
        int length = message.Length;
        int[] lengths = new int[Size], starts = new int[Size];
        fixed (int* counts = lengths, displacements = starts)
        {
            Session.Enter(nameof(Gather));
            Session.Leave(_mpi.Iallgather(&length, 1, _abi.Int32, counts, 1, _abi.Int32, _comm, &request), "MPI_Iallgather");
            Wait(&request, nameof(Gather));
            int total = 0;
            for (int i = 0; i < Size; i++)
            {
                starts[i] = total;
                total = checked(total + lengths[i]);
            }

            byte[] all = new byte[total];
            fixed (byte* mine = message, together = all)
            {
                Session.Enter(nameof(Gather));
                Session.Leave(_mpi.Iallgatherv(mine, length, _abi.Byte, together, counts, displacements, _abi.Byte, _comm, &request), "MPI_Iallgatherv");
                Wait(&request, nameof(Gather));
            }

            return [.. starts.Zip(lengths, (start, count) => all.AsSpan(start, count).ToArray())];
        }
    }

    /// <inheritdoc />
    public void Send(Tensor values, int rank, int tag = 0)
    {
        nint request = BeginSend(values, rank, tag, nameof(Send));
        Session.Wait(&request, nameof(Send), _member[rank]);
    }

    /// <inheritdoc />
    public ICollectiveWork BeginSend(Tensor values, int rank, int tag = 0) =>
        new MpiWork(this, nameof(BeginSend), BeginSend(values, rank, tag, nameof(BeginSend)), _member[rank], values, sums: null);

    /// <inheritdoc />
    public void Receive(Tensor values, int rank, int tag = 0)
    {
        CollectiveArguments.RequirePeer(rank, this);
        fixed (byte* memory = Memory(values, nameof(values)))
        {
            nint request = BeginReceive(memory, values, rank, tag, nameof(Receive));
            EndReceive(&request, values, rank, nameof(Receive));
        }
    }

    /// <inheritdoc />
    public void Exchange(Tensor send, Tensor receive, int rank, int tag = 0)
    {
        CollectiveArguments.RequirePeer(rank, this);
        fixed (byte* from = Memory(send, nameof(send)), to = Memory(receive, nameof(receive)))
        {
            // Both are posted before either is waited for, so two ranks that exchange cannot wait for each other.
            nint receiving = BeginReceive(to, receive, rank, tag, nameof(Exchange)), sending;
            Session.Enter(nameof(Exchange));
            Session.Leave(_mpi.Isend(from, Count(send), _abi.Carrier(send.dtype), rank, tag, _comm, &sending), "MPI_Isend");
            EndReceive(&receiving, receive, rank, nameof(Exchange));
            Session.Wait(&sending, nameof(Exchange), _member[rank]);
        }
    }

    /// <inheritdoc />
    public ICollective Split(int group)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(group);
        // There is no nonblocking split. When all have come here it takes a moment, and a rank that fails on its way here is noticed.
        Barrier();
        nint part;
        Session.Enter(nameof(Split));
        Session.Leave(_mpi.CommSplit(_comm, group, Rank, &part), "MPI_Comm_split");
        return new MpiCollective(Session, part, isWorld: false);
    }

    /// <summary>Gives back what a split took; the ranks of <see cref="Join"/> stay together until the process ends.</summary>
    public void Dispose()
    {
        if (!_isWorld && _comm != 0 && Session.TryEnter())
        {
            fixed (nint* comm = &_comm)
            {
                Session.Leave(_mpi.CommFree(comm), "MPI_Comm_free");
            }

            _comm = 0;
        }

        while (_sums.TryPop(out BFloat16Sums? sums))
        {
            sums.Dispose();
        }
    }

    internal void Return(BFloat16Sums sums) => _sums.Push(sums);

    private void Wait(nint* request, string operation) => Session.Wait(request, operation, _members);

    private static MpiCollective Start(MpiSession session, TimeSpan silence)
    {
        nint data, signs;
        session.Enter(nameof(Join));
        session.Leave(session.Mpi.CommDup(session.Library.Abi.World, &data), "MPI_Comm_dup");
        session.Enter(nameof(Join));
        session.Leave(session.Mpi.CommDup(session.Library.Abi.World, &signs), "MPI_Comm_dup");
        // The end has calls of its own, so that a rank that comes to it too early is never taken for one that sums.
        MpiCollective world = new(session, data, isWorld: true), end = new(session, signs, isWorld: true);
        string[] hosts = [.. world.Gather(Encoding.UTF8.GetBytes(session.Host)).Select(Encoding.UTF8.GetString)];
        MpiHeartbeat? heartbeat = session.Size > 1 ? new MpiHeartbeat(session, signs, hosts, silence) : null;
        AppDomain.CurrentDomain.UnhandledException += (_, e) => session.Fail((Exception)e.ExceptionObject, withTrace: true);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => session.End(() =>
        {
            heartbeat?.TellEnd();
            end.Barrier();
            heartbeat?.Stop();
        });
        return world;
    }

    private static Span<byte> Memory(Tensor values, string name)
    {
        CollectiveArguments.Require(values, name);
        return values.numel() * values.ElementSize <= int.MaxValue
            ? TensorMemory.Bytes(values)
            : throw new ArgumentException($"A tensor of {values.numel()} {values.dtype} is larger than 2 GB. Send it in parts.", name);
    }

    private static int Count(Tensor values) => (int)values.numel();

    private BFloat16Sums? BeginSum(Tensor values, string operation, out nint request)
    {
        nint started;
        BFloat16Sums? sums = null;
        fixed (byte* memory = Memory(values, nameof(values)))
        {
            if (values.dtype == ScalarType.BFloat16)
            {
                sums = Rent();
                sums.Load(TensorMemory.Span<ushort>(values));
            }

            void* summed = sums is null ? memory : sums.Values;
            nint type = sums is null ? _abi.Carrier(values.dtype) : _abi.Float32;
            Session.Enter(operation);
            Session.Leave(_mpi.Iallreduce((void*)_abi.InPlace, summed, Count(values), type, _abi.Sum, _comm, &started), "MPI_Iallreduce");
        }

        request = started;
        return sums;
    }

    private nint BeginSend(Tensor values, int rank, int tag, string operation)
    {
        CollectiveArguments.RequirePeer(rank, this);
        nint request;
        fixed (byte* memory = Memory(values, nameof(values)))
        {
            Session.Enter(operation);
            Session.Leave(_mpi.Isend(memory, Count(values), _abi.Carrier(values.dtype), rank, tag, _comm, &request), "MPI_Isend");
        }

        return request;
    }

    private nint BeginReceive(byte* memory, Tensor values, int rank, int tag, string operation)
    {
        nint request;
        Session.Enter(operation);
        Session.Leave(_mpi.Irecv(memory, Count(values), _abi.Carrier(values.dtype), rank, tag, _comm, &request), "MPI_Irecv");
        return request;
    }

    private void EndReceive(nint* request, Tensor values, int rank, string operation)
    {
        byte* status = stackalloc byte[MpiAbi.StatusBytes];
        int count;
        Session.Wait(request, operation, _member[rank], status);
        Session.Enter(operation);
        Session.Leave(_mpi.GetCount(status, _abi.Carrier(values.dtype), &count), "MPI_Get_count");
        if (count != values.numel())
        {
            throw new CollectiveException(operation, Step, $"Rank {rank} sent {count} values of {values.dtype} in step {Step} where {values.numel()} are received.");
        }
    }

    private BFloat16Sums Rent() => _sums.TryPop(out BFloat16Sums? sums) ? sums : new BFloat16Sums();
}
