using System.Diagnostics;

namespace Descent.Distributed.Launching;

/// <summary>Starts the ranks of one program with mpirun, passes on what they write, and leaves none of them behind.</summary>
/// <param name="mpirun">The program that starts them.</param>
/// <param name="options">How many, where, with how many threads.</param>
/// <param name="program">The program of every rank.</param>
/// <param name="words">Its words.</param>
/// <param name="folder">Takes the logs and, while it runs, the ranks' notes; made where missing. Ranks on other hosts need to see it too.</param>
public sealed class RankLaunch(Mpirun mpirun, LaunchOptions options, string program, IReadOnlyList<string> words, string folder)
{
    // SIGUSR1 reaches ranks through both kinds of mpirun, which keep SIGINT and SIGTERM for themselves.
    private const int StopSignal = 10;

    // What the other ranks and mpirun may take to end once one has failed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private IReadOnlyList<RankProcess> _lost = [];
    private readonly string _name = Guid.NewGuid().ToString("N");

    /// <summary>Variables for the ranks besides this process's own.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs until the last rank has ended. Call it from a thread that stays until then.</summary>
    /// <param name="output">Takes what ranks write to their output.</param>
    /// <param name="error">Takes what they write to their error stream.</param>
    /// <param name="stop">Asks the ranks to stop, by SIGUSR1.</param>
    public LaunchEnd Run(Stream output, Stream error, CancellationToken stop = default)
    {
        Directory.CreateDirectory(folder);
        RankFailure.DeleteAll(folder);
        RankProcess.DeleteAll(folder);
        _lost = [];
        using ScreenLog log = new(new FileStream(Path.Combine(folder, "rank-0.log"), FileMode.Append, FileAccess.Write, FileShare.Read));
        MpirunOutput outputOfRanks = new(bytes => Pass(bytes, output, log));
        MpirunOutput errorOfRanks = new(bytes => Pass(bytes, error, log));
        int code = Run(outputOfRanks, errorOfRanks, stop);
        LaunchEnd end = End(code, outputOfRanks.Said + errorOfRanks.Said, isExpected: stop.IsCancellationRequested);
        foreach (RankFailure failure in end.Failures.Where(failure => failure.Rank == 0))
        {
            log.AddLine(failure.Report.Length > 0 ? failure.Report : failure.Stack);
        }

        return end;
    }

    private int Run(MpirunOutput output, MpirunOutput error, CancellationToken stop)
    {
        Process process;
        Thread[] pumps;
        using (new ProcessGuard(_name))
        {
            process = Start();
            pumps = [Pump(process.StandardOutput.BaseStream, output), Pump(process.StandardError.BaseStream, error)];
            using CancellationTokenRegistration registration = stop.Register(() => Signal(process));
            WaitForExit(process);
        }

        // Only now: a rank that was left over would have held the pipes open.
        Array.ForEach(pumps, pump => pump.Join());
        process.WaitForExit();
        using (process)
        {
            return process.ExitCode;
        }
    }

    private LaunchEnd End(int code, string said, bool isExpected)
    {
        List<RankFailure> failures = [.. RankFailure.ReadAll(folder)];
        HashSet<int> told = RankFailure.Writers(folder);
        RankFailure.DeleteAll(folder);
        RankProcess.DeleteAll(folder);
        if (code != 0 && !isExpected && MpirunVerdict.Read(said, _lost, TimeProvider.System.GetUtcNow()) is { } verdict
            && failures.All(failure => failure.Rank != verdict.Rank) && !told.Contains(verdict.Rank))
        {
            // A cause that a rank knows itself is better than what mpirun saw of it, and that better than what its peers saw.
            failures.Insert(failures.FindIndex(failure => failure.IsConsequence) is >= 0 and var first ? first : failures.Count, verdict);
        }

        return new LaunchEnd(failures.Count > 0 ? failures[0].ExitCode : code, failures, said);
    }

    private Process Start()
    {
        Dictionary<string, string> variables = new(Variables)
        {
            [LaunchVariables.Launch] = _name,
            [LaunchVariables.Folder] = Path.GetFullPath(folder),
            [LaunchVariables.Processors] = $"{options.ThreadsPerRank}",
            [LaunchVariables.OpenMpThreads] = $"{options.ThreadsPerRank}",
            [LaunchVariables.TerminalKind] = "dumb",
        };
        IReadOnlyList<string> line = MpirunWords.Of(mpirun.Vendor, options, Environment.IsPrivilegedProcess, variables.Keys.Order(StringComparer.Ordinal), program, words);
        // In a session of its own: Ctrl+C is for the launcher, which asks the ranks to stop in its own way.
        ProcessStartInfo start = new("setsid", [mpirun.Program, .. line])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    // Returns early when mpirun does not end although a rank has failed.
    private void WaitForExit(Process process)
    {
        using RankWatch watch = new(folder);
        long failed = 0;
        while (!process.HasExited)
        {
            if (watch.Wait(_lost.Count == 0 ? Look : TimeSpan.Zero) is { Count: > 0 } lost && _lost.Count == 0)
            {
                _lost = lost;
            }

            if (_lost.Count > 0 && process.WaitForExit(Look))
            {
                return;
            }

            if (failed == 0 && (_lost.Count > 0 || RankFailure.Any(folder)))
            {
                failed = Stopwatch.GetTimestamp();
            }

            if (failed != 0 && Stopwatch.GetElapsedTime(failed) > Patience)
            {
                return;
            }
        }

        // All may have gone between two looks.
        if (_lost.Count == 0)
        {
            _lost = watch.Wait(TimeSpan.Zero);
        }
    }

    private static void Signal(Process process)
    {
        using Process sender = Process.Start("kill", [$"-{StopSignal}", $"{process.Id}"]);
        sender.WaitForExit();
    }

    private static Thread Pump(Stream from, MpirunOutput to)
    {
        Thread thread = new(() =>
        {
            byte[] buffer = new byte[16384];
            for (int count = from.Read(buffer); count > 0; count = from.Read(buffer))
            {
                to.Add(buffer.AsSpan(0, count));
            }

            to.End();
        })
        { IsBackground = true, Name = "output of ranks" };
        thread.Start();
        return thread;
    }

    private static void Pass(ReadOnlySpan<byte> bytes, Stream screen, ScreenLog log)
    {
        screen.Write(bytes);
        screen.Flush();
        log.Add(bytes);
    }
}
