using System.Globalization;
using System.Text.RegularExpressions;

namespace Descent.Distributed.Launching;

/// <summary>Which rank failed, read from what mpirun says; for ranks that could not say it themselves.</summary>
internal static partial class MpirunVerdict
{
    private const int SignalBase = 128;

    /// <summary>The rank that is lost, or null.</summary>
    /// <param name="said">Everything that mpirun said.</param>
    /// <param name="lost">The processes that were seen to be gone before any other; more than one if they went too fast after each other.</param>
    /// <param name="time">When mpirun ended.</param>
    public static RankFailure? Read(string said, IReadOnlyList<RankProcess> lost, DateTimeOffset time)
    {
        if (OpenMpiSignal().Match(said) is { Success: true } signal)
        {
            return Signaled(Number(signal, 1), signal.Groups[2].Value, Number(signal, 3), time);
        }

        if (OpenMpiExit().Match(said) is { Success: true } exit)
        {
            int rank = Number(exit, 1);
            return Ended(rank, lost.FirstOrDefault(process => process.Rank == rank)?.Host ?? "a host of the launch", Number(exit, 2), time);
        }

        if (lost.ToArray() is not [var first, .. var others])
        {
            return null;
        }

        // Hydra ends the others and then names the lowest of all, so its word counts only where it is on the one that was lost.
        if (others.Length == 0 && HydraEnd().Match(said) is { Success: true } end && Number(end, 1) == first.Id)
        {
            return HydraSignal().Match(said) is { Success: true } number
                ? Signaled(first.Rank, first.Host, Number(number, 1), time)
                : Ended(first.Rank, first.Host, Number(end, 3), time);
        }

        string beside = others.Length == 0 ? "" : $" So did rank {string.Join(", ", others.Select(process => process.Rank))} in the same moment.";
        return Failed(first.Rank, first.Host, $"Its process ended without saying why.{beside}", 1, time);
    }

    private static RankFailure Signaled(int rank, string host, int signal, DateTimeOffset time) =>
        Failed(rank, host, $"Its process was ended by signal {signal}{Name(signal)}.", SignalBase + signal, time);

    private static RankFailure Ended(int rank, string host, int code, DateTimeOffset time) =>
        Failed(rank, host, $"Its process ended with code {code} without saying why.", code, time);

    private static RankFailure Failed(int rank, string host, string message, int code, DateTimeOffset time) =>
        new(rank, host, "", message, "", "", code, time, IsConsequence: false);

    private static string Name(int signal) => signal switch
    {
        4 => " (SIGILL, an instruction that this processor does not have)",
        6 => " (SIGABRT, native code gave up)",
        7 => " (SIGBUS, often too little shared memory)",
        9 => " (SIGKILL, by a person or because memory ran out)",
        11 => " (SIGSEGV, a fault in native code)",
        15 => " (SIGTERM)",
        _ => "",
    };

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"process rank (\d+) with PID \d+ on node (\S+) exited on signal (\d+)")]
    private static partial Regex OpenMpiSignal();

    [GeneratedRegex(@"Process name: \[\[\d+,\d+\],(\d+)\]\s+Exit code:\s+(\d+)")]
    private static partial Regex OpenMpiExit();

    [GeneratedRegex(@"PID (\d+) RUNNING AT (\S+)\s+=\s+EXIT CODE: (\d+)")]
    private static partial Regex HydraEnd();

    [GeneratedRegex(@"EXIT STRING: .*\(signal (\d+)\)")]
    private static partial Regex HydraSignal();
}
