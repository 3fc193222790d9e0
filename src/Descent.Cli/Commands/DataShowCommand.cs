using System.CommandLine;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Shows what a data set holds.</summary>
internal sealed class DataShowCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _name = new("name") { Description = "A name from 'descent data list', or KIND:PATH.", Arity = ArgumentArity.ExactlyOne };

    public DataShowCommand(Terminal terminal)
        : base(
            "show", "Show what a data set holds: sizes, shapes, classes, and one example.",
            "descent data show fashion-mnist",
            "descent data show folder:photos")
    {
        _terminal = terminal;
        Add(_name);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) =>
        result.GetValue(_name) is { } name && !name.StartsWith('-') ? DataName.FindMistakes(name) : [];

    public override int Run(ParseResult result)
    {
        DataView.Write(_terminal, DataName.Load(result.GetValue(_name)!, new LineProgress(_terminal.Error)));
        return ExitCode.Done;
    }
}
