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

/// <summary>Answers every question of the lab and writes a site that shows the answers.</summary>
internal sealed class LabReportCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly LabChoices _choices = new();

    public LabReportCommand(Terminal terminal)
        : base(
            "report", "Answer every question and write a site of pages, in both languages, that any browser opens from the disk. Goes on where it was stopped.",
            "descent lab report --quick",
            "descent lab report --output answers --language zh")
    {
        _terminal = terminal;
        _choices.AddTo(this);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) => _choices.FindMistakes(result);

    public override int Run(ParseResult result)
    {
        Language language = _choices.Language(result);
        LabReport report = new(_choices.Output(result));
        var session = new LabSession(_choices.Options(result), new LineProgress(_terminal.Error), _terminal.Clock);
        using StopSignals signals = new(_terminal.Error, "Stopping after this measurement; the answers so far are kept. Once more stops at once.");
        try
        {
            foreach (Experiment experiment in ExperimentCatalog.All)
            {
                try
                {
                    Answer answer = session.RunOrRead(experiment, report, out bool isStored, signals.Stop);
                    LabView.WriteLine(_terminal, experiment, experiment.Text(language), answer, isStored ? ", measured earlier" : "");
                }
                catch (RunConfigurationException e)
                {
                    // One needs what this machine may not have; the others are answered all the same.
                    _terminal.Error.WriteLine($"{experiment.Number} is left out: {e.Message}");
                }
            }
        }
        catch (OperationCanceledException) when (signals.ExitCode != 0)
        {
            report.WritePages(language);
            throw new StoppedException(signals.ExitCode);
        }

        report.WritePages(language);
        _terminal.Output.WriteLine($"The report: {RunPath.Shorten(report.IndexPath)}");
        return ExitCode.Done;
    }
}
