using System.CommandLine;
using Descent.Cli.Options;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training.Artifacts;

namespace Descent.Cli.Commands;

/// <summary>Says what a trained model gets right and wrong.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly Option<string> _data = new("--data") { HelpName = "NAME|KIND:PATH", Description = "Whose test examples to use. Default: those of the run's own data set." };
    private readonly Option<string> _device = DeviceOption.Create("cpu");

    public EvaluateCommand(Terminal terminal)
        : base(
            "evaluate", "Say what a trained model gets right and wrong on test examples.",
            "descent evaluate runs/2026-11-23T10-15-00-lenet",
            "descent evaluate runs/2026-11-23T10-15-00-lenet --data folder:photos")
    {
        _terminal = terminal;
        Add(_run);
        Add(_data);
        Add(_device);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. result.GetValue(_data) is { } name ? DataName.FindMistakes(name) : []];
        DeviceOption.Read(result, _device, mistakes);
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        using TrainedModel model = ModelLoading.Load(run, DeviceOption.Read(result, _device, []));
        Dataset data = DataName.Load(result.GetValue(_data) ?? run.Manifest.Dataset, new LineProgress(_terminal.Error));
        IMapSource test = data.Test ?? throw new RunConfigurationException(new Mistake(
            $"The data set '{data.Name}' has no test examples.", data.Name, "a data set with a test split",
            "Name another data set with --data; accuracy on training examples would say nothing about new ones."));
        EvaluationView.Write(_terminal, model.Evaluate(test), data.Name);
        return ExitCode.Done;
    }
}
