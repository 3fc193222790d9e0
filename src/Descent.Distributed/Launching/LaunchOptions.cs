using System.Globalization;
using Descent.Distributed.Mpi;
using Descent.Runs;

namespace Descent.Distributed.Launching;

/// <summary>How many ranks are started, where, and with how many threads each.</summary>
public sealed record LaunchOptions
{
    /// <summary>How many ranks there are, 1 to 4096; default 2.</summary>
    public int Ranks { get; init; } = 2;

    /// <summary>Threads that compute in each rank; null, the default, shares a host's cores among its ranks.</summary>
    public int? Threads { get; init; }

    /// <summary>Whose mpirun; null, the default, is the one that is found first, Open MPI before MPICH.</summary>
    public MpiVendor? Vendor { get; init; }

    /// <summary>The hosts as NAME or NAME:RANKS, separated by commas; null, the default, is this one. Each is taken to have as many cores as this one.</summary>
    public string? Hosts { get; init; }

    /// <summary>The cores of each host; default those that this process may use.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>The most ranks on one host.</summary>
    public int RanksPerHost
    {
        get
        {
            string[] hosts = HostWords;
            int[] slots = [.. hosts.Select(Slots).OfType<int>()];
            return hosts.Length == 0 ? Ranks : slots.Length == hosts.Length ? Math.Min(Ranks, slots.Max()) : (Ranks + hosts.Length - 1) / hosts.Length;
        }
    }

    /// <summary>Threads that compute in each rank: ranks × threads ≤ cores, and one where there are more ranks than cores.</summary>
    public int ThreadsPerRank => Threads ?? Math.Max(1, Cores / Math.Max(1, RanksPerHost));

    /// <summary>Whether each rank has cores of its own.</summary>
    public bool IsBound => RanksPerHost * ThreadsPerRank <= Cores;

    private string[] HostWords => Hosts?.Split(',') ?? [];

    /// <summary>Everything that is wrong with the values; empty if nothing is.</summary>
    public IReadOnlyList<Mistake> FindMistakes()
    {
        List<Mistake> mistakes = [];
        if (Ranks is < 1 or > 4096)
        {
            mistakes.Add(new Mistake("The number of ranks is out of range.", Text(Ranks), "1 to 4096", "For example: -n 2"));
        }

        bool hostsAreFine = HostWords.All(host => host.Split(':') is { Length: 1 or 2 } parts && parts[0].Length > 0 && !parts[0].StartsWith('-')
            && (parts.Length == 1 || Slots(host) is > 0));
        int given = HostWords.Select(Slots).OfType<int>().Sum();
        if (!hostsAreFine)
        {
            mistakes.Add(new Mistake("--hosts cannot be read.", Hosts!, "host names separated by commas, each with the number of its ranks or none with one", "For example: --hosts first:2,second:2"));
        }
        else if (HostWords.Any(host => Slots(host) is null) ? given > 0 : Hosts is not null && given < Ranks)
        {
            mistakes.Add(new Mistake("The hosts do not have room for the ranks.", $"--hosts {Hosts} -n {Ranks}", "a number of ranks for every host that makes -n together, or for none", "Give each host its number: --hosts first:2,second:2"));
        }

        if (Threads is < 1)
        {
            mistakes.Add(new Mistake("The number of threads is out of range.", Text(Threads.Value), $"1 to {Cores}", "Leave out --threads: the cores are shared among the ranks."));
        }
        else if (mistakes.Count == 0 && Threads is > 1 && !IsBound)
        {
            int allowed = Math.Max(1, Cores / RanksPerHost);
            mistakes.Add(new Mistake(
                "Ranks × threads is more than there are cores, which makes training many times slower.", $"{RanksPerHost} ranks × {Threads} threads on {Cores} cores",
                $"at most {allowed} thread{(allowed == 1 ? "" : "s")} for {RanksPerHost} ranks", $"Leave out --threads, or: --threads {allowed}"));
        }

        return mistakes;
    }

    private static int? Slots(string host) =>
        host.Split(':') is [_, var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int slots) ? slots : null;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
