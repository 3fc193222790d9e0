using System.Runtime.InteropServices;
using Descent.Training.Collectives;

namespace Descent.Distributed.Nccl;

/// <summary>The calls of NCCL, and those of the CUDA driver that order streams; loaded only where they are used, so that Descent runs without either.</summary>
internal sealed unsafe class NcclFunctions
{
    private const string Advice = "Training on several GPUs needs NVIDIA's driver and NCCL 2 (libnccl2 of NVIDIA's package source); on the CPU it needs neither.";

    private NcclFunctions(nint nccl, nint cuda)
    {
        GetVersion = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(nccl, "ncclGetVersion");
        GetErrorString = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(nccl, "ncclGetErrorString");
        GetUniqueId = (delegate* unmanaged<NcclUniqueId*, int>)NativeLibrary.GetExport(nccl, "ncclGetUniqueId");
        CommInitRank = (delegate* unmanaged<nint*, int, NcclUniqueId, int, int>)NativeLibrary.GetExport(nccl, "ncclCommInitRank");
        CommDestroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(nccl, "ncclCommDestroy");
        AllReduce = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclAllReduce");
        ReduceScatter = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclReduceScatter");
        Broadcast = (delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclBroadcast");
        AllGather = (delegate* unmanaged<nint, nint, nuint, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclAllGather");
        Send = (delegate* unmanaged<nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclSend");
        Receive = (delegate* unmanaged<nint, nuint, int, int, nint, nint, int>)NativeLibrary.GetExport(nccl, "ncclRecv");
        GroupStart = (delegate* unmanaged<int>)NativeLibrary.GetExport(nccl, "ncclGroupStart");
        GroupEnd = (delegate* unmanaged<int>)NativeLibrary.GetExport(nccl, "ncclGroupEnd");
        StreamCreate = (delegate* unmanaged<nint*, uint, int>)NativeLibrary.GetExport(cuda, "cuStreamCreate");
        StreamDestroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(cuda, "cuStreamDestroy_v2");
        StreamWaitEvent = (delegate* unmanaged<nint, nint, uint, int>)NativeLibrary.GetExport(cuda, "cuStreamWaitEvent");
        EventCreate = (delegate* unmanaged<nint*, uint, int>)NativeLibrary.GetExport(cuda, "cuEventCreate");
        EventRecord = (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(cuda, "cuEventRecord");
        EventQuery = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(cuda, "cuEventQuery");
        EventDestroy = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(cuda, "cuEventDestroy_v2");
    }

    public delegate* unmanaged<int*, int> GetVersion { get; }

    public delegate* unmanaged<int, byte*> GetErrorString { get; }

    public delegate* unmanaged<NcclUniqueId*, int> GetUniqueId { get; }

    // (comm, size, id, rank)
    public delegate* unmanaged<nint*, int, NcclUniqueId, int, int> CommInitRank { get; }

    public delegate* unmanaged<nint, int> CommDestroy { get; }

    // (send, receive, count, type, operation, comm, stream); the count of ncclReduceScatter is that of one block.
    public delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> AllReduce { get; }

    public delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> ReduceScatter { get; }

    // (send, receive, count, type, root, comm, stream)
    public delegate* unmanaged<nint, nint, nuint, int, int, nint, nint, int> Broadcast { get; }

    // (send, receive, count of a block, type, comm, stream)
    public delegate* unmanaged<nint, nint, nuint, int, nint, nint, int> AllGather { get; }

    // (buffer, count, type, peer, comm, stream)
    public delegate* unmanaged<nint, nuint, int, int, nint, nint, int> Send { get; }

    public delegate* unmanaged<nint, nuint, int, int, nint, nint, int> Receive { get; }

    public delegate* unmanaged<int> GroupStart { get; }

    public delegate* unmanaged<int> GroupEnd { get; }

    public delegate* unmanaged<nint*, uint, int> StreamCreate { get; }

    public delegate* unmanaged<nint, int> StreamDestroy { get; }

    // (stream, event, flags)
    public delegate* unmanaged<nint, nint, uint, int> StreamWaitEvent { get; }

    public delegate* unmanaged<nint*, uint, int> EventCreate { get; }

    // (event, stream)
    public delegate* unmanaged<nint, nint, int> EventRecord { get; }

    public delegate* unmanaged<nint, int> EventQuery { get; }

    public delegate* unmanaged<nint, int> EventDestroy { get; }

    /// <exception cref="DllNotFoundException">The driver or NCCL is missing; the message says what to install.</exception>
    public static NcclFunctions Load() => new(Load("libnccl.so.2"), Load("libcuda.so.1"));

    /// <exception cref="CollectiveException">The code is an error.</exception>
    public void Check(int code, string operation, long step)
    {
        if (code != 0)
        {
            string text = Marshal.PtrToStringUTF8((nint)GetErrorString(code))!;
            throw new CollectiveException(operation, step, $"NCCL failed during {operation} of step {step}: {text}. NCCL_DEBUG=WARN in the environment makes it say more.");
        }
    }

    /// <exception cref="CollectiveException">The code is an error of the CUDA driver.</exception>
    public static void CheckDriver(int code, string operation, long step)
    {
        if (code != 0)
        {
            throw new CollectiveException(operation, step, $"CUDA failed during {operation} of step {step}: error {code} of the driver.");
        }
    }

    private static nint Load(string name) =>
        NativeLibrary.TryLoad(name, out nint library) ? library : throw new DllNotFoundException($"{name} could not be loaded. {Advice}");
}
