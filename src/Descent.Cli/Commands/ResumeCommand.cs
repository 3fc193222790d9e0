using System.CommandLine;
using Descent.Cli.Launching;
using Descent.Cli.Options;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Artifacts;
using Descent.Training.Splitting;

namespace Descent.Cli.Commands;

/// <summary>Goes on with a run that was stopped or killed.</summary>
internal sealed class ResumeCommand : CliCommand, ILaunchedCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly Option<string> _device = DeviceOption.Create("where it was started; elsewhere its bits are others");
    private readonly Option<bool?> _shard = new("--shard-optimizer")
    {
        HelpName = "true|false",
        Description = "Whether ranks cut up the optimizer state; the same bits. Default: as it was started.",
    };

    private readonly Option<string> _parallel = new("--parallel")
    {
        HelpName = "KIND:N",
        Description = "Split the network among N ranks: pipeline:N, tensor:N or none. Default: as it was started.",
    };

    private readonly Option<string> _doctor = DoctorOption.Create();
    private readonly OutputOptions _output = new();

    public ResumeCommand(Terminal terminal)
        : base(
            "resume", "Go on with a run that was stopped or killed, to the same bits as if it never had been.",
            "descent resume runs/2026-11-23T10-15-00-lenet",
            "descent resume runs/2026-11-23T10-15-00-lenet --quiet")
    {
        _terminal = terminal;
        Add(_run);
        Add(_device);
        Add(_shard);
        Add(_parallel);
        Add(_doctor);
        _output.AddTo(this);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. _output.FindMistakes(result)];
        DeviceOption.Read(result, _device, mistakes);
        ReadParallel(result, mistakes);
        DoctorOption.Read(result, _doctor, mistakes);
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        string path = RunPath.Shorten(run.Path);
        RunResult? done = run.ReadResult();
        if (done is not null && IsThere(run, path))
        {
            _terminal.Error.WriteLine($"The run '{path}' is {(done.Status == RunStatus.Finished ? "finished" : "stopped early")}: nothing is left to train. See it with: descent show {path}");
            return ExitCode.Done;
        }

        int logEvery = TrainingPlan.From(run.Manifest).Training.LogEvery;
        int code = new WatchedTraining(_terminal, _output.Style(result), DoctorOption.Read(result, _doctor, []), logEvery).Run(
            run.Manifest.Dataset,
            (data, setup) => Trainer.Resume(
                run, () => NetworkName.Create(run.Manifest, data), data, setup, DeviceOption.Read(result, _device, []), result.GetValue(_shard), ReadParallel(result, [])));
        if (done is not null)
        {
            run.WriteResult(done); // The time that it took is that of its training.
        }

        return code;
    }

    // What a run ships can be made again from its last checkpoint, without a step.
    private bool IsThere(RunFolder run, string path)
    {
        if (ModelArtifact.IsWhole(run.ModelPath))
        {
            return true;
        }

        _terminal.Error.WriteLine($"The model of '{path}' is missing or damaged: it is made again from the last checkpoint.");
        return false;
    }

    private ModelParallel? ReadParallel(ParseResult result, List<Mistake> mistakes) =>
        result.GetValue(_parallel) is { } text ? ParallelText.Parse(text, mistakes) : null;

    // The threads of its manifest are cut down to those of a rank by the training itself.
    public LaunchedRun Launched(ParseResult result)
    {
        string run = RunFolder.Open(result.GetValue(_run)!).Path;
        string[] words = [.. result.Tokens.Select(token => token.Value)];
        return new LaunchedRun(run, words, words, null);
    }
}
