using System.Runtime.InteropServices;

namespace Descent.Distributed.Mpi;

/// <summary>The calls of an MPI, as function pointers: which library they come from is known only at run time. Each returns 0 or an error code.</summary>
internal sealed unsafe class MpiFunctions(nint library)
{
    // (argc, argv, wanted, provided)
    public readonly delegate* unmanaged<nint, nint, int, int*, int> InitThread =
        (delegate* unmanaged<nint, nint, int, int*, int>)NativeLibrary.GetExport(library, "MPI_Init_thread");

    public readonly delegate* unmanaged<int> Finalize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "MPI_Finalize");

    // (comm, exit code)
    public readonly delegate* unmanaged<nint, int, int> Abort =
        (delegate* unmanaged<nint, int, int>)NativeLibrary.GetExport(library, "MPI_Abort");

    // (text, length)
    public readonly delegate* unmanaged<byte*, int*, int> GetLibraryVersion =
        (delegate* unmanaged<byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_library_version");

    public readonly delegate* unmanaged<byte*, int*, int> GetProcessorName =
        (delegate* unmanaged<byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_processor_name");

    // (code, text, length)
    public readonly delegate* unmanaged<int, byte*, int*, int> ErrorString =
        (delegate* unmanaged<int, byte*, int*, int>)NativeLibrary.GetExport(library, "MPI_Error_string");

    // (comm, result)
    public readonly delegate* unmanaged<nint, int*, int> CommRank =
        (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_rank");

    public readonly delegate* unmanaged<nint, int*, int> CommSize =
        (delegate* unmanaged<nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Comm_size");

    public readonly delegate* unmanaged<nint, nint*, int> CommDup =
        (delegate* unmanaged<nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Comm_dup");

    // (comm, color, key, result)
    public readonly delegate* unmanaged<nint, int, int, nint*, int> CommSplit =
        (delegate* unmanaged<nint, int, int, nint*, int>)NativeLibrary.GetExport(library, "MPI_Comm_split");

    public readonly delegate* unmanaged<nint*, int> CommFree = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "MPI_Comm_free");

    // (comm, handler)
    public readonly delegate* unmanaged<nint, nint, int> CommSetErrhandler =
        (delegate* unmanaged<nint, nint, int>)NativeLibrary.GetExport(library, "MPI_Comm_set_errhandler");

    // (comm, request)
    public readonly delegate* unmanaged<nint, nint*, int> Ibarrier =
        (delegate* unmanaged<nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Ibarrier");

    // (buffer, count, type, root, comm, request)
    public readonly delegate* unmanaged<void*, int, nint, int, nint, nint*, int> Ibcast =
        (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Ibcast");

    // (send, receive, count, type, operation, comm, request); the count of ireduce_scatter_block is that of one block.
    public readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> Iallreduce =
        (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Iallreduce");

    public readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int> IreduceScatterBlock =
        (delegate* unmanaged<void*, void*, int, nint, nint, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Ireduce_scatter_block");

    // (send, count, type, receive, count of a block, type, comm, request)
    public readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int> Iallgather =
        (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Iallgather");

    // (send, count, type, receive, counts, displacements, type, comm, request)
    public readonly delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int> Iallgatherv =
        (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Iallgatherv");

    // (buffer, count, type, peer, tag, comm, request)
    public readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Isend =
        (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Isend");

    public readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Irecv =
        (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)NativeLibrary.GetExport(library, "MPI_Irecv");

    // (request, done, status)
    public readonly delegate* unmanaged<nint*, int*, void*, int> Test =
        (delegate* unmanaged<nint*, int*, void*, int>)NativeLibrary.GetExport(library, "MPI_Test");

    // (status, type, count)
    public readonly delegate* unmanaged<void*, nint, int*, int> GetCount =
        (delegate* unmanaged<void*, nint, int*, int>)NativeLibrary.GetExport(library, "MPI_Get_count");

    public readonly delegate* unmanaged<nint*, int> Cancel = (delegate* unmanaged<nint*, int>)NativeLibrary.GetExport(library, "MPI_Cancel");
}
