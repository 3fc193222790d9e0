using System.CommandLine;
using System.Globalization;
using Descent.Cli.Options;
using Descent.Cli.Reports;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Models.Initialization;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Shows a network's layers in numbers.</summary>
internal sealed class SummaryCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _network = NetworkName.Argument();
    private readonly Option<string> _classes = new("--classes") { HelpName = "N", Description = "Outputs, or different tokens. Default 10, for networks of tokens 256." };
    private readonly Option<string> _architecture = TrainingOptionNames.Architecture();
    private readonly Option<string> _input = new("--input") { HelpName = "CxHxW", Description = "The shape of one input. Default 1x28x28, for networks of tokens 128 positions." };

    public SummaryCommand(Terminal terminal)
        : base(
            "summary", "Show a network's layers: shapes, parameters, operations, memory.",
            "descent summary lenet",
            "descent summary mlp --input 3x32x32 --classes 100",
            "descent summary gpt --input 128 --classes 256",
            "descent summary vgg16 --input 3x224x224 --classes 1000 --architecture batch_norm:1")
    {
        _terminal = terminal;
        Add(_network);
        Add(_classes);
        Add(_input);
        Add(_architecture);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. NetworkName.FindMistakes(result.GetResult(_network))];
        Classes(result, mistakes);
        Input(result, mistakes);
        ArchitectureText.Parse(result.GetValue(_architecture), NetworkName.Of(result.GetResult(_network)), mistakes);
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        string name = result.GetValue(_network)!;
        NetworkDefinition definition = NetworkCatalog.All.Single(network => network.Name == name);
        ArrayFormat input = new(ElementType.Float32, Input(result, []) ?? [.. definition.UsualInput]);
        using IDisposable drawn = InitialWeights.LeaveOut(); // only shapes matter
        using Network network = NetworkName.Create(name, ArchitectureText.Parse(result.GetValue(_architecture), name, []), input, Classes(result, []) ?? definition.UsualClasses);
        SummaryTable.Write(_terminal, NetworkSummary.Of(network, input.Shape));
        SummaryTable.WriteOptions(_terminal, definition);
        return ExitCode.Done;
    }

    private int? Classes(ParseResult result, List<Mistake> mistakes)
    {
        if (result.GetValue(_classes) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int classes) && classes is > 0 and <= 1_000_000)
        {
            return classes;
        }

        mistakes.Add(new Mistake("--classes cannot be read.", text, "a whole number, 1 to 1000000", "For example: --classes 10"));
        return null;
    }

    private long[]? Input(ParseResult result, List<Mistake> mistakes)
    {
        if (result.GetValue(_input) is not { } text)
        {
            return null;
        }

        long[] shape = [.. text.Split('x').Select(side => long.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0)];
        if (shape.All(side => side is > 0 and <= 65536) && shape.Length <= 4 && shape.Aggregate(1L, (product, side) => product * side) <= 1L << 28)
        {
            return shape;
        }

        mistakes.Add(new Mistake("--input cannot be read.", text, "1 to 4 sizes joined by x, 2^28 elements at most", "For example: --input 1x28x28"));
        return null;
    }
}
