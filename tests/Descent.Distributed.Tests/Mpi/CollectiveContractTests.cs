using System.Collections.Concurrent;
using Descent.Training.Collectives;

namespace Descent.Distributed.Tests.Mpi;

public sealed class CollectiveContractTests
{
    // One launch runs all checks; each is a test of its own.
    private static readonly ConcurrentDictionary<(string Vendor, int Ranks), Lazy<Task<RankLaunch>>> Launches = new();

    public static IEnumerable<TheoryDataRow<string>> Solo => CollectiveContract.Checks.Keys.Select(check => new TheoryDataRow<string>(check));

    public static IEnumerable<TheoryDataRow<string, int, string>> Mpi =>
        from vendor in MpiVendor.All
        from ranks in Enumerable.Range(1, 4)
        from check in CollectiveContract.Checks.Keys
        select new TheoryDataRow<string, int, string>(vendor.Name, ranks, check);

    [Theory]
    [MemberData(nameof(Solo))]
    public void One_process_keeps(string check) => CollectiveContract.Checks[check](new SoloCollective());

    [Theory]
    [MemberData(nameof(Mpi))]
    public async Task Ranks_keep(string vendor, int ranks, string check)
    {
        RankLaunch launch = await Launches.GetOrAdd(
            (vendor, ranks), key => new Lazy<Task<RankLaunch>>(() => RankLaunch.Run(MpiVendor.Of(key.Vendor), key.Ranks, "contract"))).Value;
        Assert.Contains($"engine: {vendor} ", launch.Output, StringComparison.Ordinal);
        for (int rank = 0; rank < ranks; rank++)
        {
            Assert.True(launch.Output.Contains($"rank {rank} kept {check}\n", StringComparison.Ordinal), $"Rank {rank} did not keep {check}:\n{launch.Output}");
        }
    }
}
