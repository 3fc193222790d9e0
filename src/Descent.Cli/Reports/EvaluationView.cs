using System.Globalization;
using Descent.Cli.Progress;
using Descent.Training.Evaluation;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>An evaluation in tables: the score, each class, who is taken for whom, the worst examples.</summary>
internal static class EvaluationView
{
    // A wider matrix is no longer read; the most confused pairs below it say what matters.
    private const int WidestMatrix = 20;

    public static void Write(Terminal terminal, EvaluationReport report, string data)
    {
        string accuracy = report.Score.Accuracy is { } share ? $"accuracy {Number(100 * share, 2)} %, " : "";
        string exact = report.Score.ExactMatch is { } whole ? $"exact match {Number(100 * whole, 2)} %, " : "";
        string positions = report.Score.Counted is { } counted && counted != report.Score.Examples ? $" of {ProgressText.Count(counted)} positions in all" : "";
        terminal.Output.WriteLine(
            $"{data}: {exact}{accuracy}loss {Number(report.Score.Loss, 4)} over {ProgressText.Count(report.Score.Examples)} test examples{positions}");
        WriteClasses(terminal, report);
        WriteConfusion(terminal, report);
        WritePairs(terminal, report);
        WriteWorst(terminal, report);
    }

    private static void WriteClasses(Terminal terminal, EvaluationReport report)
    {
        Table table = Titled(terminal, "Each class", "class", "examples", "precision", "recall", "F1");
        // Most tokens of a vocabulary may be in no text.
        foreach (ClassScore score in report.Classes.Where(score => score.Examples > 0 || report.Classes.Count <= WidestMatrix))
        {
            table.AddRow(
                Markup.Escape(TokenText.Of(score.Name)), ProgressText.Count(score.Examples), ProgressText.Percent(score.Precision),
                ProgressText.Percent(score.Recall), Number(score.F1, 3));
        }

        terminal.Tables.Write(table);
    }

    private static void WriteConfusion(Terminal terminal, EvaluationReport report)
    {
        int classes = report.Confusion.Length;
        if (classes > WidestMatrix)
        {
            return;
        }

        Table table = Titled(
            terminal, "Confusion: rows are labels, columns what the model said",
            ["", .. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))]);
        for (int label = 0; label < classes; label++)
        {
            table.AddRow(
                [
                    Markup.Escape(RowName(label, TokenText.Of(report.Classes[label].Name))),
                    .. report.Confusion[label].Select((count, predicted) => Cell(count, predicted == label)),
                ]);
        }

        terminal.Tables.Write(table);
    }

    // Columns are headed by numbers, so that a row must tell both; digits are their own names.
    private static string RowName(int label, string name) => name == $"{label}" ? name : $"{label} {name}";

    private static string Cell(long count, bool isRight) => (count, isRight) switch
    {
        (0, _) => "[grey]·[/]",
        (_, true) => $"[green]{count}[/]",
        _ => $"{count}",
    };

    private static void WritePairs(Terminal terminal, EvaluationReport report)
    {
        if (report.MostConfused.Count == 0)
        {
            return;
        }

        Table table = Titled(terminal, "Most confused", "label", "taken for", "times");
        foreach (ConfusedPair pair in report.MostConfused)
        {
            table.AddRow(Markup.Escape(TokenText.Of(pair.Label)), Markup.Escape(TokenText.Of(pair.Predicted)), ProgressText.Count(pair.Count));
        }

        terminal.Tables.Write(table);
    }

    private static void WriteWorst(Terminal terminal, EvaluationReport report)
    {
        Table table = Titled(terminal, "Worst examples", "example", "label", "the model said", "probability of the label", "loss");
        foreach (WorstExample worst in report.Worst)
        {
            table.AddRow(
                $"{worst.Id}", Markup.Escape(TokenText.Of(worst.Label)), Markup.Escape(TokenText.Of(worst.Predicted)), ProgressText.Percent(worst.Probability), Number(worst.Loss, 3));
        }

        terminal.Tables.Write(table);
    }

    // The first column is words, the others numbers, except where columns are words by name.
    private static Table Titled(Terminal terminal, string title, params string[] columns)
    {
        string[] words = ["label", "taken for", "the model said", "class"];
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(title);
        Table table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < columns.Length; i++)
        {
            TableColumn column = new TableColumn(columns[i]).NoWrap();
            table.AddColumn(i == 0 || words.Contains(columns[i]) ? column : column.RightAligned());
        }

        return table;
    }

    private static string Number(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
