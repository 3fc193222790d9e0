using System.CommandLine;
using Descent.Cli.Progress;
using Descent.Data;
using Descent.Data.Datasets;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Brings a data set to this machine and checks it.</summary>
internal sealed class DataGetCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _name = new("name") { Description = "A name from 'descent data list'.", Arity = ArgumentArity.ExactlyOne };

    public DataGetCommand(Terminal terminal)
        : base("get", "Bring a data set to this machine and check every file of it.", "descent data get fashion-mnist")
    {
        _terminal = terminal;
        Add(_name);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) =>
        result.GetValue(_name) is { } name && !name.StartsWith('-') ? DataName.FindMistakes(name) : [];

    public override int Run(ParseResult result)
    {
        Dataset data = DataName.Load(result.GetValue(_name)!, new LineProgress(_terminal.Error));
        string place = DatasetCatalog.Describe().FirstOrDefault(known => known.Name == data.Name)?.Location is { } folder ? $", in {folder}" : "";
        _terminal.Output.WriteLine($"{data.Name} is here and whole{place}. Train on it: descent train {(data.Train.Format.Input.IsTokens ? "gpt" : "lenet")} --data {data.Name}");
        return ExitCode.Done;
    }
}
