using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;

namespace Descent.Distributed.Tests;

/// <summary>What tests that start ranks need; without it they are skipped, saying what to install.</summary>
internal static class MpiPresence
{
    private static readonly Lazy<IReadOnlyList<Mpirun>> Found = new(Mpirun.All);

    /// <summary>The program that ranks run, copied beside the tests.</summary>
    public static string RankProgram { get; } = Path.Combine(AppContext.BaseDirectory, "rank-program");

    /// <summary>Whether it names the rank. Hydra kills the others at once, so that a busy machine may see two ranks end in one moment; then both are named.</summary>
    public static bool Names(RankFailure failure, int rank) =>
        failure.Rank == rank || failure.Message.Contains($"So did rank {rank} in the same moment", StringComparison.Ordinal);

    public static Mpirun Require(MpiVendor? vendor = null)
    {
        Mpirun? mpirun = Found.Value.FirstOrDefault(found => vendor is null || found.Vendor == vendor);
        Assert.SkipWhen(mpirun is null, $"no mpirun of {vendor?.ToString() ?? "any kind"} here: apt install {(vendor == MpiVendor.Mpich ? "mpich" : "openmpi-bin")}");
        return mpirun!;
    }
}
