using System.CommandLine;
using System.Diagnostics;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Measures how fast every network trains here. The measuring is the checkout's own, bench/run, which builds it first.</summary>
internal sealed class BenchCommand : CliCommand
{
    private readonly Option<string> _repetitions = new("--repetitions") { HelpName = "N", Description = "Timed rounds. Default 15." };

    public BenchCommand()
        : base(
            "bench", "Measure how many examples a second each network trains here, beside TorchSharp and PyTorch. Takes about a quarter of an hour.",
            "descent bench",
            "descent bench --repetitions 5") => Add(_repetitions);

    // artifacts/bin/Descent.Cli/release lies four folders deep in the checkout.
    private static string Script => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "bench", "run"));

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [];
        if (result.GetValue(_repetitions) is { } text && !(int.TryParse(text, out int count) && count > 0))
        {
            mistakes.Add(new Mistake("--repetitions cannot be read.", text, "a whole number, 1 or more", "For example: --repetitions 15"));
        }

        if (!File.Exists(Script))
        {
            mistakes.Add(new Mistake("The benchmarks are not here.", AppContext.BaseDirectory, "the descent of a checkout", "Run ./descent bench in a checkout."));
        }

        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        using Process process = Process.Start(new ProcessStartInfo(Script, ["table", "--repetitions", result.GetValue(_repetitions) ?? "15"]))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
