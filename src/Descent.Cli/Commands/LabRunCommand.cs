using System.CommandLine;
using Descent.Cli.Errors;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Lab;
using Descent.Lab.Answers;
using Descent.Lab.Reports;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Answers one question of the lab by measuring.</summary>
internal sealed class LabRunCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _number = new("number") { Description = "A number from 'descent lab list'.", Arity = ArgumentArity.ExactlyOne };
    private readonly LabChoices _choices = new();

    public LabRunCommand(Terminal terminal)
        : base(
            "run", "Answer a question by measuring: what is expected, what comes out, and a page with the plots.",
            "descent lab run 7 --quick",
            "descent lab run 17 --seeds 5 --language zh")
    {
        _terminal = terminal;
        Add(_number);
        _choices.AddTo(this);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. _choices.FindMistakes(result)];
        if (result.GetValue(_number) is { } number && !number.StartsWith('-'))
        {
            try
            {
                ExperimentCatalog.Find(number);
            }
            catch (RunConfigurationException e)
            {
                mistakes.AddRange(e.Mistakes);
            }
        }

        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        Experiment experiment = ExperimentCatalog.Find(result.GetValue(_number)!);
        Language language = _choices.Language(result);
        LabReport report = new(_choices.Output(result));
        LabView.WriteQuestion(_terminal, experiment.Text(language));
        using StopSignals signals = new(_terminal.Error, "Stopping after this measurement; once more stops at once.");
        try
        {
            Answer answer = new LabSession(_choices.Options(result), new LineProgress(_terminal.Error), _terminal.Clock).Run(experiment, signals.Stop);
            report.Store(experiment, answer);
            report.WritePages(language);
            LabView.WriteAnswer(_terminal, experiment.Text(language), answer, RunPath.Shorten(report.PagePath(experiment, language)));
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (signals.ExitCode != 0)
        {
            throw new StoppedException(signals.ExitCode);
        }
    }
}
