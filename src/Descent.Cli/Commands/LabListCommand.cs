using System.CommandLine;
using Descent.Lab;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Lists the questions that the lab answers.</summary>
internal sealed class LabListCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _language = LabChoices.LanguageOption();

    public LabListCommand(Terminal terminal)
        : base("list", "List the questions that the lab answers by measuring.", "descent lab list", "descent lab list --language zh")
    {
        _terminal = terminal;
        Add(_language);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) => LabChoices.FindLanguageMistakes(result, _language);

    public override int Run(ParseResult result)
    {
        foreach (Experiment experiment in ExperimentCatalog.All)
        {
            _terminal.Output.WriteLine($"{experiment.Number,3}  {experiment.Text(LabChoices.LanguageOf(result, _language)).Title}");
        }

        return ExitCode.Done;
    }
}
