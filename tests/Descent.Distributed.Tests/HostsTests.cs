using System.Text;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;

namespace Descent.Distributed.Tests;

/// <summary>By itself: MPICH's UCX looks through the machine's network devices when it starts, and fails where one goes away meanwhile.</summary>
[Collection(nameof(HostsTests))]
[CollectionDefinition(nameof(HostsTests), DisableParallelization = true)]
public sealed class HostsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-hosts-logs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Ranks_on_two_hosts_meet_and_one_that_fails_is_named_with_its_host()
    {
        Mpirun mpirun = MpiPresence.Require(MpiVendor.OpenMpi);
        using TwoHosts hosts = new();
        using MemoryStream output = new(), error = new();

        LaunchEnd end = new RankLaunch(mpirun, new LaunchOptions { Ranks = 2, Hosts = TwoHosts.Names }, MpiPresence.RankProgram, ["meet"], _folder) { Variables = hosts.Variables }
            .Run(output, error, TestContext.Current.CancellationToken);

        string said = Encoding.UTF8.GetString(error.ToArray()) + end.MpirunSaid;
        Assert.True(Encoding.UTF8.GetString(output.ToArray()) == "descent-host1 descent-host2\n", said);
        RankFailure failure = Assert.Single(end.Failures);
        Assert.Equal((1, "descent-host2", "the example is broken"), (failure.Rank, failure.Host, failure.Message));
        Assert.NotEqual(0, end.ExitCode);
    }
}
