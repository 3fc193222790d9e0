using Descent.Cli.Progress;
using Descent.Models;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>A network's layers, one a row, and their sums.</summary>
internal static class SummaryTable
{
    private const int BytesPerParameter = sizeof(float);

    public static void Write(Terminal terminal, IReadOnlyList<LayerSummary> layers)
    {
        Table table = new Table().Border(TableBorder.Simple).ShowFooters();
        long parameters = layers.Sum(layer => layer.Parameters);
        long activations = layers.Sum(layer => layer.ActivationBytes);
        table.AddColumn(new TableColumn("layer").Footer("all"));
        table.AddColumn(new TableColumn("kind"));
        table.AddColumn(new TableColumn("output").NoWrap());
        table.AddColumn(Right("parameters", ProgressText.Count(parameters)));
        table.AddColumn(Right("operations", ProgressText.Count(layers.Sum(layer => layer.Flops))));
        table.AddColumn(Right("output bytes", ProgressText.Count(activations)));
        foreach (LayerSummary layer in layers)
        {
            table.AddRow(
                Markup.Escape(layer.Name), Markup.Escape(layer.Kind), layer.IsInUse ? Markup.Escape($"[{string.Join(", ", layer.OutputShape)}]") : "in training only",
                ProgressText.Count(layer.Parameters), ProgressText.Count(layer.Flops), ProgressText.Count(layer.ActivationBytes));
        }

        terminal.Tables.Write(table);
        terminal.Output.WriteLine(
            $"For one input. Weights take {Bytes(parameters * BytesPerParameter)}, outputs {Bytes(activations)} an input in training. "
            + "A multiplication and an addition are two operations.");
    }

    /// <summary>The numbers of the network that a user may set.</summary>
    public static void WriteOptions(Terminal terminal, NetworkDefinition network)
    {
        foreach ((string name, string meaning) in network.Options)
        {
            terminal.Output.WriteLine($"--architecture {name}:N  {meaning}");
        }
    }

    private static TableColumn Right(string name, string footer) => new TableColumn(name).RightAligned().Footer(footer).NoWrap();

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} bytes",
        < 1 << 20 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):F1} MiB"),
    };
}
