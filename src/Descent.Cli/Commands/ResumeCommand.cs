using System.CommandLine;
using Descent.Runs;
using Descent.Training;

namespace Descent.Cli.Commands;

/// <summary>Goes on with a run that was stopped or killed.</summary>
internal sealed class ResumeCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly OutputOptions _output = new();

    public ResumeCommand(Terminal terminal)
        : base(
            "resume", "Go on with a run that was stopped or killed, to the same bits as if it never had been.",
            "descent resume runs/2026-11-23T10-15-00-lenet",
            "descent resume runs/2026-11-23T10-15-00-lenet --quiet")
    {
        _terminal = terminal;
        Add(_run);
        _output.AddTo(this);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) => _output.FindMistakes(result);

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        string path = RunPath.Shorten(run.Path);
        if (run.ReadResult() is { } done)
        {
            _terminal.Error.WriteLine($"The run '{path}' is {(done.Status == RunStatus.Finished ? "finished" : "stopped early")}: nothing is left to train. See it with: descent show {path}");
            return ExitCode.Done;
        }

        int logEvery = TrainingPlan.From(run.Manifest).Training.LogEvery;
        return new WatchedTraining(_terminal, _output.Style(result), logEvery).Run(
            run.Manifest.Dataset,
            (data, setup) => Trainer.Resume(run, () => NetworkName.Create(run.Manifest, data), data, setup));
    }
}
