using Descent.Distributed.Mpi;

namespace Descent.Distributed.Tests.Mpi;

public sealed class MpiLibraryTests
{
    [Theory]
    [InlineData("libmpi.so.40", "OMPI_COMM_WORLD_RANK")]
    [InlineData("libmpi.so.12 libmpich.so.12", "PMI_RANK")]
    [InlineData("libmpi.so.12 libmpich.so.12 libmpi.so.40", "PMI_RANK", "SLURM_PROCID")]
    [InlineData("libmpi.so.40 libmpi.so.12 libmpich.so.12", "SLURM_PROCID")]
    [InlineData("libmpi.so.40 libmpi.so.12 libmpich.so.12")]
    [InlineData("1", "DESCENT_MPI", "OMPI_COMM_WORLD_RANK")]
    public void The_launcher_decides_unless_a_file_is_named(string expected, params string[] variables) =>
        Assert.Equal(expected, string.Join(' ', MpiLibrary.Candidates(name => variables.Contains(name) ? "1" : null).Names));

    [Fact]
    public void A_library_that_is_not_there_is_named_with_what_to_install()
    {
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(() => MpiLibrary.Find(name => name == "DESCENT_MPI" ? "/nowhere/libmpi.so" : null));
        Assert.Equal("/nowhere/libmpi.so could not be loaded (DESCENT_MPI asks for it). Install one: apt install openmpi-bin (or mpich).", e.Message);
    }

    [Fact]
    public void A_library_that_is_no_MPI_is_refused() =>
        Assert.Contains("is no MPI", Assert.Throws<DllNotFoundException>(() => MpiLibrary.Find(name => name == "DESCENT_MPI" ? "libm.so.6" : null)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_is_described_without_being_started()
    {
        string text = MpiLibrary.Describe();
        Assert.Matches(@"^((Open MPI|MPICH) \d+\.\d+[.\d]* \(/.*\.so[.\d]*\)|none found: .* Install one: .*)$", text);
    }
}
