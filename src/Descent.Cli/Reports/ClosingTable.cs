using System.Globalization;
using Descent.Cli.Progress;
using Descent.Data.Sources;
using Descent.Training;
using Descent.Training.Evaluation;

namespace Descent.Cli.Reports;

/// <summary>What a run came to, and what to try next.</summary>
internal static class ClosingTable
{
    public static void Write(Terminal terminal, TrainingOutcome outcome, string run, ArrayFormat input)
    {
        FactList facts = new();
        if (outcome.End == TrainingEnd.StoppedEarly)
        {
            facts.Add("ended", $"early, after {outcome.Epochs} epochs: validation no longer improved");
        }

        ScoreRow("test", outcome.Test);
        ScoreRow("validation", outcome.Validation);
        facts.Add("time", ProgressText.Duration(outcome.Elapsed));
        facts.Add("speed", $"{ProgressText.Count((long)outcome.ExamplesPerSecond)} examples/s, reader wait {ProgressText.Percent(outcome.Elapsed > TimeSpan.Zero ? outcome.Waited / outcome.Elapsed : 0)}");
        if (outcome.Idle is { } idle)
        {
            facts.Add("pipeline", $"{ProgressText.Percent(idle.Measured)} of its time idle; equal stages would be {ProgressText.Percent(idle.Expected)}, (p − 1)/(m + p − 1)");
        }

        facts.Add("parameters", ProgressText.Count(outcome.Parameters));
        facts.Add("run folder", run);
        terminal.Output.WriteLine();
        facts.Write(terminal);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine("Next:");
        terminal.Output.WriteLine($"  {terminal.Command} evaluate {run}");
        terminal.Output.WriteLine(input.IsTokens ? $"  {terminal.Command} generate {run} --prompt TEXT" : $"  {terminal.Command} predict {run} image.png");
        terminal.Output.WriteLine($"  {terminal.Command} doctor {run}");
        terminal.Output.WriteLine($"  {terminal.Command} show {run}");

        void ScoreRow(string split, Score? score)
        {
            if (score is not null)
            {
                facts.Add(score.Accuracy is null ? $"{split} loss" : $"{split} accuracy", Score(score));
                if (score.ExactMatch is { } exact)
                {
                    facts.Add($"{split} exact match", Share(exact));
                }
            }
        }
    }

    /// <summary>The whole result on one line.</summary>
    public static string ResultLine(TrainingOutcome outcome, string run)
    {
        (string split, Score? score) = outcome.Test is { } test ? ("test", test) : outcome.Validation is { } validation ? ("validation", validation) : ("train", outcome.Train);
        return score is null ? run : $"{split} {(score.Accuracy is null ? "loss" : "accuracy")} {Score(score)}  {run}";
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");

    private static string Score(Score score) => score.Accuracy is { } accuracy
        ? Share(accuracy)
        : string.Create(CultureInfo.InvariantCulture, $"{score.Loss:F4}");
}
