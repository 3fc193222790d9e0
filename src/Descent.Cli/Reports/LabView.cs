using Descent.Cli.Progress;
using Descent.Lab;
using Descent.Lab.Answers;
using Descent.Lab.Texts;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>A question of the lab and its measured answer.</summary>
internal static class LabView
{
    /// <summary>What is asked and expected.</summary>
    public static void WriteQuestion(Terminal terminal, ExperimentText text)
    {
        terminal.Output.WriteLine(text.Title);
        foreach ((_, string sentence) in text.Claims)
        {
            terminal.Output.WriteLine($"  ? {sentence}");
        }

        terminal.Output.WriteLine();
    }

    /// <summary>What was measured, and what became of what was expected.</summary>
    public static void WriteAnswer(Terminal terminal, ExperimentText text, Answer answer, string page)
    {
        foreach (ResultTable result in answer.Tables)
        {
            Table table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(result.Title.In(text.Language)));
            foreach ((Phrase column, int i) in result.Columns.Select((column, i) => (column, i)))
            {
                var made = new TableColumn(Markup.Escape(column.In(text.Language)));
                table.AddColumn(i == 0 ? made : made.RightAligned());
            }

            foreach (IReadOnlyList<Phrase> row in result.Rows)
            {
                table.AddRow([.. row.Select(cell => Markup.Escape(cell.In(text.Language)))]);
            }

            terminal.Tables.Write(table);
        }

        foreach (((_, string sentence), Claim claim) in text.Claims.Zip(answer.Claims))
        {
            terminal.Output.WriteLine($"  {(claim.Holds ? "✓" : "✗")} {sentence}");
        }

        terminal.Output.WriteLine();
        terminal.Output.WriteLine(text.Answer(answer));
        terminal.Output.WriteLine($"{ProgressText.Duration(TimeSpan.FromSeconds(answer.Seconds))}, seeds {answer.Options.FirstSeed} to {answer.Options.LastSeed}. The plots: {page}");
    }

    /// <summary>A question's answer in one line.</summary>
    public static void WriteLine(Terminal terminal, Experiment experiment, ExperimentText text, Answer answer, string how) => terminal.Output.WriteLine(
        $"{experiment.Number,3} {(answer.Holds ? "✓" : "✗")} {text.Answer(answer)} ({ProgressText.Duration(TimeSpan.FromSeconds(answer.Seconds))}{how})");
}
