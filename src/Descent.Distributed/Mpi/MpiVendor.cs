namespace Descent.Distributed.Mpi;

/// <summary>Whose MPI it is; the two differ in their command lines and in the values of their handles.</summary>
public enum MpiVendor
{
    /// <summary>Open MPI.</summary>
    OpenMpi,

    /// <summary>MPICH, and what keeps its binary interface.</summary>
    Mpich,
}
