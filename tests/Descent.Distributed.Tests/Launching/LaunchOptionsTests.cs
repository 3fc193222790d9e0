using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;
using Descent.Runs;

namespace Descent.Distributed.Tests.Launching;

public sealed class LaunchOptionsTests
{
    [Theory]
    [InlineData(1, 8, 8, true)]
    [InlineData(2, 8, 4, true)]
    [InlineData(3, 8, 2, true)]
    [InlineData(8, 8, 1, true)]
    [InlineData(4, 2, 1, false)]
    public void The_cores_are_shared_among_the_ranks_and_more_ranks_than_cores_have_one_thread_each(int ranks, int cores, int threads, bool isBound)
    {
        LaunchOptions options = new() { Ranks = ranks, Cores = cores };

        Assert.Empty(options.FindMistakes());
        Assert.Equal(threads, options.ThreadsPerRank);
        Assert.Equal(isBound, options.IsBound);
    }

    [Fact]
    public void Ranks_times_threads_is_never_more_than_the_cores()
    {
        Mistake mistake = Assert.Single(new LaunchOptions { Ranks = 3, Cores = 8, Threads = 3 }.FindMistakes());

        Assert.Equal("3 ranks × 3 threads on 8 cores", mistake.Received);
        Assert.Equal("at most 2 threads for 3 ranks", mistake.Allowed);
        Assert.Empty(new LaunchOptions { Ranks = 4, Cores = 2, Threads = 1 }.FindMistakes());
    }

    [Theory]
    [InlineData(0, null, "a")]
    [InlineData(2, 0, "a")]
    [InlineData(2, null, "a:0,b:2")]
    [InlineData(2, null, "a:x")]
    [InlineData(2, null, "a,,b")]
    [InlineData(2, null, "-x,b")]
    [InlineData(4, null, "a:1,b:2")]
    [InlineData(2, null, "a:1,b")]
    public void Nonsense_is_a_mistake(int ranks, int? threads, string hosts) =>
        Assert.NotEmpty(new LaunchOptions { Ranks = ranks, Threads = threads, Hosts = hosts }.FindMistakes());

    [Theory]
    [InlineData(null, 5)]
    [InlineData("a,b", 3)]
    [InlineData("a:4,b:1", 4)]
    public void Cores_are_counted_for_the_fullest_host(string? hosts, int ranks)
    {
        LaunchOptions options = new() { Ranks = 5, Hosts = hosts, Cores = 8 };

        Assert.Empty(options.FindMistakes());
        Assert.Equal(ranks, options.RanksPerHost);
    }

    [Theory]
    [InlineData(MpiVendor.OpenMpi, 2, 8, "-n 2 --allow-run-as-root --use-hwthread-cpus --map-by slot:PE=4 --bind-to hwthread --mca plm isolated -x A ./program train")]
    [InlineData(MpiVendor.OpenMpi, 4, 2, "-n 4 --allow-run-as-root --oversubscribe --bind-to none --mca plm isolated -x A ./program train")]
    [InlineData(MpiVendor.Mpich, 2, 8, "-n 2 -bind-to hwthread:4 -map-by hwthread:4 ./program train")]
    [InlineData(MpiVendor.Mpich, 4, 2, "-n 4 -bind-to none ./program train")]
    public void Each_mpirun_is_told_in_its_own_words(MpiVendor vendor, int ranks, int cores, string expected) =>
        Assert.Equal(expected, Words(vendor, new LaunchOptions { Ranks = ranks, Cores = cores }));

    [Theory]
    [InlineData(MpiVendor.OpenMpi, "a,b", "--host a:2,b:2")]
    [InlineData(MpiVendor.OpenMpi, "a:3,b:1", "--host a:3,b:1")]
    [InlineData(MpiVendor.Mpich, "a,b", "-hosts a,b -ppn 2")]
    [InlineData(MpiVendor.Mpich, "a:3,b:1", "-hosts a:3,b:1 ./program")]
    public void Hosts_are_named(MpiVendor vendor, string hosts, string expected) =>
        Assert.Contains(expected, Words(vendor, new LaunchOptions { Ranks = 4, Cores = 8, Hosts = hosts }), StringComparison.Ordinal);

    private static string Words(MpiVendor vendor, LaunchOptions options) =>
        string.Join(' ', MpirunWords.Of(vendor, options, isRoot: true, ["A"], "./program", ["train"]));
}
