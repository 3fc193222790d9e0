using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;

namespace Descent.Distributed.Tests.Launching;

public sealed class MpirunTests
{
    [Fact]
    public void Open_MPI_is_known_by_what_it_says() => Assert.Equal(
        new Mpirun("/bin/mpirun", MpiVendor.OpenMpi, "4.1.4"), Mpirun.Read("/bin/mpirun", "mpirun (Open MPI) 4.1.4\n\nReport bugs to …\n"));

    [Fact]
    public void Hydra_is_known_by_what_it_says() => Assert.Equal(
        new Mpirun("/bin/mpirun", MpiVendor.Mpich, "4.0.2"), Mpirun.Read("/bin/mpirun", "HYDRA build details:\n    Version:                                 4.0.2\n"));

    [Fact]
    public void Another_program_of_that_name_is_not_taken_for_one() => Assert.Null(Mpirun.Read("/bin/mpirun", "IBM Platform MPI 9\n"));

    [Fact]
    public void Nothing_is_found_where_nothing_is() => Assert.Empty(Mpirun.FindAll("/no/such/folder:/proc"));
}
