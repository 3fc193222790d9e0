using System.CommandLine;
using Descent.Cli.Reports;
using Descent.Data.Datasets;

namespace Descent.Cli.Commands;

/// <summary>Lists the named data sets.</summary>
internal sealed class DataListCommand : CliCommand
{
    private readonly Terminal _terminal;

    public DataListCommand(Terminal terminal)
        : base("list", "List the named data sets and whether they are on this machine.", "descent data list") => _terminal = terminal;

    public override int Run(ParseResult result)
    {
        DataView.WriteList(_terminal, DatasetCatalog.Describe());
        return ExitCode.Done;
    }
}
