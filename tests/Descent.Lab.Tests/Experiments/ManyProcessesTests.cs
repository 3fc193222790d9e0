using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class ManyProcessesTests
{
    [Fact]
    public void Processes_that_sum_their_gradients_end_with_the_same_bytes_and_those_that_do_not_go_their_own_ways()
    {
        bool hasMpi = File.Exists("/usr/bin/mpirun.openmpi") || File.Exists("/usr/bin/mpirun.mpich");
        Assert.SkipUnless(hasMpi || Environment.GetEnvironmentVariable("DESCENT_REQUIRE_MPI") is not null, "No MPI is installed: apt install openmpi-bin");

        Answer answer = ExperimentRun.Quick<ManyProcesses>();

        Assert.True(answer.Values["tensor-error"].Most > 0);
        Assert.True(answer.Values["apart"].Least > 0.5);
        Assert.True(answer.Values["accuracy-together"].Mean > answer.Values["accuracy-alone"].Mean + 0.01);
    }
}
