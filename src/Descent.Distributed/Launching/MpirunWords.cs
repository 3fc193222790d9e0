using System.Globalization;
using Descent.Distributed.Mpi;

namespace Descent.Distributed.Launching;

/// <summary>The command line of mpirun.</summary>
internal static class MpirunWords
{
    /// <param name="vendor">Whose mpirun.</param>
    /// <param name="options">How many ranks, where, with how many threads.</param>
    /// <param name="isRoot">Whether the user is root, whom Open MPI wants to be told of.</param>
    /// <param name="variables">The names of the variables that ranks on other hosts need too.</param>
    /// <param name="program">The program of every rank.</param>
    /// <param name="words">Its words.</param>
    public static IReadOnlyList<string> Of(
        MpiVendor vendor, LaunchOptions options, bool isRoot, IEnumerable<string> variables, string program, IReadOnlyList<string> words)
    {
        IEnumerable<string> start = vendor == MpiVendor.OpenMpi ? OpenMpi(options, isRoot, variables) : Mpich(options);
        return [.. start, program, .. words];
    }

    // Hardware threads are what .NET counts as cores; without --use-hwthread-cpus two ranks do not fit on one core with two of them.
    private static IEnumerable<string> OpenMpi(LaunchOptions options, bool isRoot, IEnumerable<string> variables) =>
    [
        "-n", Text(options.Ranks),
        .. isRoot ? ["--allow-run-as-root"] : Array.Empty<string>(),
        .. options.IsBound
            ? ["--use-hwthread-cpus", "--map-by", $"slot:PE={options.ThreadsPerRank}", "--bind-to", "hwthread"]
            : (string[])["--oversubscribe", "--bind-to", "none"],
        // Without other hosts no ssh is needed, which Open MPI otherwise asks for.
        .. options.Hosts is { } hosts ? ["--host", OpenMpiHosts(options, hosts)] : (string[])["--mca", "plm", "isolated"],
        .. variables.SelectMany(name => (string[])["-x", name]),
    ];

    private static IEnumerable<string> Mpich(LaunchOptions options) =>
    [
        "-n", Text(options.Ranks),
        .. options.IsBound
            ? ["-bind-to", $"hwthread:{options.ThreadsPerRank}", "-map-by", $"hwthread:{options.ThreadsPerRank}"]
            : (string[])["-bind-to", "none"],
        .. options.Hosts is { } hosts ? ["-hosts", hosts, .. hosts.Contains(':') ? [] : (string[])["-ppn", Text(options.RanksPerHost)]] : Array.Empty<string>(),
    ];

    // A name alone is one slot to Open MPI.
    private static string OpenMpiHosts(LaunchOptions options, string hosts) =>
        hosts.Contains(':') ? hosts : string.Join(',', hosts.Split(',').Select(host => $"{host}:{options.RanksPerHost}"));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
