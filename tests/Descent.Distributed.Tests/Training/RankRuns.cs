using System.Text.RegularExpressions;
using Descent.Distributed.Tests.Mpi;

namespace Descent.Distributed.Tests.Training;

/// <summary>Trains with real processes over MPI, in a folder that goes with the test.</summary>
public abstract class RankRuns : IDisposable
{
    private protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("descent-ranks-");

    public void Dispose()
    {
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    // Every rank ends with the same numbers, of which only the first leaves files.
    private protected async Task<string> Train(string vendor, int ranks, string network, string name, long stopAfter, params string[] words)
    {
        string folder = Path.Combine(Folder.FullName, name);
        RankLaunch launch = await RankLaunch.Run(MpiVendor.Of(vendor), ranks, ["train", network, folder, $"{stopAfter}", .. words]);
        Assert.True(launch.ExitCode == 0, launch.Output);
        string[] ends = [.. Regex.Matches(launch.Output, @"rank \d (.*)").Select(match => match.Groups[1].Value)];
        Assert.True(ends.Length == ranks, launch.Output);
        Assert.Single(ends.Distinct());
        return folder;
    }
}
