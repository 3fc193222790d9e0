using System.CommandLine;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Doctor.Proofs;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Makes a refused step once more and names what went bad.</summary>
internal sealed class ReplayCommand : CliCommand
{
    private const int MostExamples = 20;
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();

    public ReplayCommand(Terminal terminal)
        : base(
            "replay", "Make a step once more that was refused for NaN or infinity, and name the layer, its class and the examples. The run stays as it is.",
            "descent replay runs/2026-11-23T10-15-00-lenet")
    {
        _terminal = terminal;
        Add(_run);
    }

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        Dataset data = DataName.Load(run.Manifest.Dataset, new LineProgress(_terminal.Error));
        Replay replay = Replay.Run(run, () => NetworkName.Create(run.Manifest, data), data);
        if (replay.Step is not { } step)
        {
            _terminal.Output.WriteLine("This time the step is finite: the data, the program or the machine has changed since it was refused. Go on with: descent resume");
            return ExitCode.Done;
        }

        FactList facts = new();
        facts.Add("step", $"{ProgressText.Count(step.Step)}, batch {step.Batch} of epoch {step.Epoch + 1}");
        facts.Add("layer", replay.Operator == step.Layer ? step.Layer : $"{step.Layer} ({replay.Operator})");
        facts.Add("what", step.What);
        facts.Add("examples", replay.Culprits.Count == 0
            ? "none by itself: only the batch as a whole is not finite"
            : $"{string.Join(", ", replay.Culprits.Take(MostExamples))}{(replay.Culprits.Count > MostExamples ? $" and {replay.Culprits.Count - MostExamples} more" : "")} ({replay.Culprits.Count} of {step.ExampleIds.Count} by themselves)");
        facts.Write(_terminal);
        return ExitCode.Done;
    }
}
