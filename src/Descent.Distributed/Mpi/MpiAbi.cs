using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Descent.Distributed.Mpi;

/// <summary>What the headers of an MPI fix at compile time, by family: the standard names these constants and leaves their values open.</summary>
/// <remarks>Every handle fits a machine word: Open MPI's are addresses of exported objects, MPICH's are 32-bit integers, of which a call reads the low half.</remarks>
internal sealed record MpiAbi
{
    /// <summary>MPI_THREAD_SERIALIZED, the same in both.</summary>
    public const int ThreadSerialized = 2;

    /// <summary>Room for an MPI_Status: 24 bytes in Open MPI, 20 in MPICH.</summary>
    public const int StatusBytes = 64;

    /// <summary>Room for any text that MPI gives; MPICH's version is the longest, at most 8192.</summary>
    public const int TextBytes = 8192;

    /// <summary>MPI_IN_PLACE.</summary>
    public required nint InPlace { get; init; }

    /// <summary>MPI_COMM_WORLD.</summary>
    public required nint World { get; init; }

    /// <summary>MPI_ERRORS_RETURN.</summary>
    public required nint ErrorsReturn { get; init; }

    /// <summary>MPI_SUM.</summary>
    public required nint Sum { get; init; }

    /// <summary>MPI_BYTE.</summary>
    public required nint Byte { get; init; }

    /// <summary>MPI_INT16_T, which carries bfloat16 where nothing is summed.</summary>
    public required nint Int16 { get; init; }

    /// <summary>MPI_INT32_T.</summary>
    public required nint Int32 { get; init; }

    /// <summary>MPI_INT64_T.</summary>
    public required nint Int64 { get; init; }

    /// <summary>MPI_FLOAT.</summary>
    public required nint Float32 { get; init; }

    /// <summary>MPI_DOUBLE.</summary>
    public required nint Float64 { get; init; }

    /// <summary>MPICH 3 and later, and what shares its binary interface: Intel MPI, MVAPICH, Cray MPICH.</summary>
    public static MpiAbi Mpich { get; } = new()
    {
        InPlace = -1,
        World = 0x44000000,
        ErrorsReturn = 0x54000001,
        Sum = 0x58000003,
        Byte = 0x4c00010d,
        Int16 = 0x4c000238,
        Int32 = 0x4c000439,
        Int64 = 0x4c00083a,
        Float32 = 0x4c00040a,
        Float64 = 0x4c00080b,
    };

    /// <summary>Open MPI 4 and 5.</summary>
    public static MpiAbi OpenMpi(nint library) => new()
    {
        InPlace = 1,
        World = NativeLibrary.GetExport(library, "ompi_mpi_comm_world"),
        ErrorsReturn = NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        Sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        Int16 = NativeLibrary.GetExport(library, "ompi_mpi_int16_t"),
        Int32 = NativeLibrary.GetExport(library, "ompi_mpi_int32_t"),
        Int64 = NativeLibrary.GetExport(library, "ompi_mpi_int64_t"),
        Float32 = NativeLibrary.GetExport(library, "ompi_mpi_float"),
        Float64 = NativeLibrary.GetExport(library, "ompi_mpi_double"),
    };

    /// <summary>The datatype that carries a tensor's elements.</summary>
    public nint Carrier(ScalarType type) => type switch
    {
        ScalarType.Float32 => Float32,
        ScalarType.Float64 => Float64,
        ScalarType.BFloat16 => Int16,
        ScalarType.Int32 => Int32,
        _ => Int64,
    };
}
