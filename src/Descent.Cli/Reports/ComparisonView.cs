using System.Globalization;
using Descent.Cli.Comparison;
using Descent.Cli.Progress;
using Descent.Training.Evaluation;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>A comparison as a table, how it was tested, and what to take in plain words.</summary>
internal static class ComparisonView
{
    /// <param name="terminal">Where to.</param>
    /// <param name="comparison">The comparison.</param>
    /// <param name="dataset">The data set of all runs.</param>
    /// <param name="notTested">Why the models were not tested anew; null when they were.</param>
    public static void Write(Terminal terminal, RunComparison comparison, string dataset, string? notTested)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["", "network", "accuracy", "95 % interval", "below the best", "parameters", "FLOPs", "one input"])
        {
            TableColumn made = new TableColumn(column).NoWrap();
            table.AddColumn(column == "network" ? made : made.RightAligned());
        }

        FactList paths = new();
        for (int i = 0; i < comparison.Ranks.Count; i++)
        {
            RankedRun rank = comparison.Ranks[i];
            ComparedRun run = rank.Run;
            paths.Add(Text($"  {i + 1}"), run.Run);
            table.AddRow(
                Text($"{i + 1}"), Markup.Escape(run.Network), Text($"{100 * run.Accuracy.Share:F2} %"),
                Text($"{100 * run.Accuracy.Low:F2}–{100 * run.Accuracy.High:F2}"), rank.P is { } p ? Text($"{rank.Points:F2}, p {Chance(p)}") : "best",
                ProgressText.Count(run.Parameters), run.Flops is { } flops ? ProgressText.Count(flops) : "–",
                run.Latency is { } latency ? Text($"{latency.TotalMilliseconds:F3} ms") : "–");
        }

        terminal.Tables.Write(table);
        paths.Write(terminal);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(How(comparison, dataset, notTested));
        terminal.Output.WriteLine(Advice(comparison));
    }

    private static string How(RunComparison comparison, string dataset, string? notTested)
    {
        string count = ProgressText.Count(comparison.Ranks[0].Run.Accuracy.Of);
        return comparison.IsPaired
            ? $"Tested now on the same {count} test examples of {dataset}, one by one (McNemar's paired test, exact)."
            : $"Compared by the accuracies that the runs recorded on {dataset} (two-proportion test), as not all models could be tested: {notTested}";
    }

    private static string Advice(RunComparison comparison)
    {
        RankedRun best = comparison.Ranks[0];
        RankedRun taken = comparison.Recommended;
        if (comparison.Ranks.Count == 1)
        {
            return "One run has nothing to be compared with: name another.";
        }

        string parameters = $"{ProgressText.Count(taken.Run.Parameters)} parameters";
        if (taken == best)
        {
            string others = comparison.Ranks.Any(rank => rank.Run.Parameters < taken.Run.Parameters)
                ? "every simpler one is significantly below it" : "none of the others is simpler";
            return $"Take {taken.Run.Run}: it is the most accurate, with {parameters}, and {others}.";
        }

        return $"Take {taken.Run.Run}: chance alone may explain what it is below the best ({Text($"{taken.Points:F2}")} points, p {Chance(taken.P!.Value)}, "
            + $"{Text($"{Significance.Level}")} or more), and it has {parameters} where {best.Run.Run} has {ProgressText.Count(best.Run.Parameters)}. "
            + "Of models that do equally well, the simplest is the likeliest to do well on other data.";
    }

    private static string Chance(double p) => p < 0.001 ? "< 0.001" : Text($"{p:F3}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
