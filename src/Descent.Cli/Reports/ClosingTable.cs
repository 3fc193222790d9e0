using System.Globalization;
using Descent.Cli.Progress;
using Descent.Training;
using Descent.Training.Evaluation;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>What a run came to, and what to try next.</summary>
internal static class ClosingTable
{
    public static void Write(Terminal terminal, TrainingOutcome outcome, string run)
    {
        Grid grid = new();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(4));
        grid.AddColumn(new GridColumn().NoWrap());
        if (outcome.End == TrainingEnd.StoppedEarly)
        {
            Row("ended", $"early, after {outcome.Epochs} epochs: validation no longer improved");
        }

        ScoreRow("test", outcome.Test);
        ScoreRow("validation", outcome.Validation);
        Row("time", ProgressText.Duration(outcome.Elapsed));
        Row("speed", $"{ProgressText.Count((long)outcome.ExamplesPerSecond)} examples/s, reader wait {ProgressText.Percent(outcome.Elapsed > TimeSpan.Zero ? outcome.Waited / outcome.Elapsed : 0)}");
        Row("parameters", ProgressText.Count(outcome.Parameters));
        Row("run folder", run);
        terminal.Output.WriteLine();
        terminal.Tables.Write(grid);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("Next:");
        terminal.Output.WriteLine($"  descent evaluate {run}");
        terminal.Output.WriteLine($"  descent predict {run} image.png");
        terminal.Output.WriteLine($"  descent show {run}");

        void ScoreRow(string split, Score? score)
        {
            if (score is not null)
            {
                Row(score.Accuracy is null ? $"{split} loss" : $"{split} accuracy", Score(score));
            }
        }

        void Row(string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
    }

    /// <summary>The whole result on one line.</summary>
    public static string ResultLine(TrainingOutcome outcome, string run)
    {
        (string split, Score? score) = outcome.Test is { } test ? ("test", test) : outcome.Validation is { } validation ? ("validation", validation) : ("train", outcome.Train);
        return score is null ? run : $"{split} {(score.Accuracy is null ? "loss" : "accuracy")} {Score(score)}  {run}";
    }

    private static string Score(Score score) => score.Accuracy is { } accuracy
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * accuracy:F2} %")
        : string.Create(CultureInfo.InvariantCulture, $"{score.Loss:F4}");
}
