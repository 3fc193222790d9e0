using Descent.Cli.Progress;
using Descent.Distributed.Launching;
using Descent.Runs;

namespace Descent.Cli.Launching;

/// <summary>One launch from its first start to its end: signals, restarts, and what is said when ranks fail.</summary>
internal sealed class LaunchSession(Terminal terminal, Mpirun mpirun, LaunchOptions options, LaunchedRun run)
{
    private const string Mark = "error ";
    private readonly string _logs = RunFolder.LogsOf(run.Run);

    /// <summary>Returns the exit code: 0, that of the first rank that failed, 130 or 143.</summary>
    /// <param name="restarts">How often it may be started again.</param>
    public int Run(int restarts)
    {
        if (!options.IsBound)
        {
            terminal.Error.WriteLine($"note: {options.RanksPerHost} ranks on {options.Cores} cores: one thread each, and no core is theirs alone. This is for trying out; it is slower than {options.Cores} ranks.");
        }

        // Rank 0 answers the first signal. The second ends this process, and its guard then kills the ranks.
        using StopSignals signals = new(TextWriter.Null);
        for (int restart = 0; ; restart++)
        {
            LaunchEnd end = Start(restart > 0 && RunFolder.IsRun(run.Run) ? run.ResumeWords : run.Words, signals.Stop);
            if (signals.ExitCode != 0)
            {
                return signals.ExitCode;
            }

            if (end.ExitCode is ExitCode.Done or ExitCode.Interrupted or ExitCode.Terminated)
            {
                return end.ExitCode;
            }

            Tell(end);
            if (end.ExitCode == ExitCode.Mistaken || restart == restarts)
            {
                return end.ExitCode;
            }

            terminal.Error.WriteLine($"Starting again, {restart + 1} of {restarts}, {(IsSaved ? "from the last checkpoint" : "from the beginning, as nothing was saved yet")}.");
        }
    }

    private bool IsSaved => RunFolder.IsRun(run.Run) && Directory.Exists(RunFolder.Open(run.Run).CheckpointsPath)
        && Directory.EnumerateDirectories(RunFolder.Open(run.Run).CheckpointsPath, "step-*").Any();

    private LaunchEnd Start(IReadOnlyList<string> words, CancellationToken stop)
    {
        RankLaunch launch = new(mpirun, options, Environment.ProcessPath!, words, _logs)
        {
            Variables = new Dictionary<string, string>
            {
                [Terminal.LaunchVariable] = terminal.Describe(),
                [Terminal.TrainingCommandVariable] = $"{terminal.Command} launch -n {options.Ranks} --",
            },
        };
        using Stream output = Console.OpenStandardOutput();
        using Stream error = Console.OpenStandardError();
        return launch.Run(output, error, stop);
    }

    // The first cause comes first; what only follows from it is one line each.
    private void Tell(LaunchEnd end)
    {
        foreach ((int i, RankFailure failure) in end.Failures.Index())
        {
            string[] lines = failure.Report.StartsWith(Mark, StringComparison.Ordinal) ? failure.Report[Mark.Length..].TrimEnd().Split('\n') : [failure.Message];
            Headline($"{(i == 0 ? "Rank" : "then rank")} {failure.Rank} on {failure.Host}: {lines[0]}", isFirst: i == 0);
            foreach (string line in i == 0 ? lines[1..] : [])
            {
                terminal.Error.WriteLine(line);
            }
        }

        if (end.Failures.Count == 0)
        {
            Headline($"mpirun ended with code {end.ExitCode}, and no rank said why.", isFirst: true);
            terminal.Error.WriteLine(end.MpirunSaid.TrimEnd());
        }

        terminal.Error.WriteLine($"      {"logs",-8}  {_logs}");
        terminal.Error.WriteLine($"      exit code {end.ExitCode}");
    }

    private void Headline(string text, bool isFirst) =>
        terminal.Error.WriteLine(isFirst ? $"{(terminal.ErrorHasColors ? "\e[31merror\e[0m " : Mark)}{text}" : $"      {text}");
}
