using Descent.Cli.Commands;
using Descent.Cli.Progress;
using Descent.Training.Artifacts;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>The likeliest classes of images, each with its probability as a bar.</summary>
internal static class PredictionView
{
    private const int Answers = 3;
    private const int BarWidth = 20;

    public static void Write(Terminal terminal, TrainedModel model, IReadOnlyList<ImageInput> images)
    {
        IReadOnlyList<string> names = model.Description.ClassNames;
        foreach (ImageInput image in images)
        {
            Write(terminal, image.Name, names, model.Probabilities(image.Bytes).Single());
        }
    }

    internal static void Write(Terminal terminal, string image, IReadOnlyList<string> names, IReadOnlyList<float> probabilities)
    {
        terminal.Output.WriteLine(image);
        int widest = names.Max(name => name.Length);
        foreach (int c in Enumerable.Range(0, probabilities.Count).OrderByDescending(c => probabilities[c]).Take(Answers))
        {
            string bar = new('█', (int)Math.Round(probabilities[c] * BarWidth));
            terminal.Tables.MarkupLineInterpolated(
                $"  {names[c].PadRight(widest)}  {ProgressText.Percent(probabilities[c]),7}  [green]{bar}[/]");
        }
    }
}
