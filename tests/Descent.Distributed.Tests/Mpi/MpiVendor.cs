namespace Descent.Distributed.Tests.Mpi;

/// <summary>An MPI to test with.</summary>
/// <param name="Name">As the engine calls itself.</param>
/// <param name="Launcher">Debian's name of its mpirun.</param>
/// <param name="Package">What to install.</param>
internal sealed record MpiVendor(string Name, string Launcher, string Package)
{
    public static IReadOnlyList<MpiVendor> All { get; } = [new("Open MPI", "mpirun.openmpi", "openmpi-bin"), new("MPICH", "mpirun.mpich", "mpich")];

    public static MpiVendor Of(string name) => All.Single(vendor => vendor.Name == name);
}
