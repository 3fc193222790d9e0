using System.Globalization;
using Descent.Runs;
using Descent.Training.Schedules;

namespace Descent.Cli.Options;

/// <summary>A schedule as text: "constant", "cosine", "cosine:0.1", "step:10:0.1", "warmup:100", "warmup:100+cosine".</summary>
internal static class ScheduleText
{
    private const string Allowed = "constant, cosine[:FINAL], step:EPOCHS:FACTOR or warmup:STEPS[+another]";
    private static readonly string[] Names = ["constant", "cosine", "step", "warmup"];

    /// <summary>The schedule; constant, and a mistake, where the text is none.</summary>
    public static Schedule Parse(string text, List<Mistake> mistakes)
    {
        string[] links = text.Split('+', 2);
        string[] words = links[0].Split(':');
        switch (words)
        {
            case ["constant"] when links.Length == 1:
                return new ConstantSchedule();
            case ["cosine"] when links.Length == 1:
                return new CosineSchedule();
            case ["cosine", var final] when links.Length == 1 && TryNumber(final, out double value):
                return new CosineSchedule { Final = value };
            case ["step", var every, var drop] when links.Length == 1 && TryCount(every, out int count) && TryNumber(drop, out double value):
                return new StepSchedule { Every = count, Drop = value };
            case ["warmup", var steps] when TryCount(steps, out int count):
                return new WarmupSchedule { Steps = count, Then = links.Length == 1 ? new ConstantSchedule() : Parse(links[1], mistakes) };
            default:
                string near = Names.Contains(words[0]) ? "" : NearestName.Suggest(words[0], Names);
                mistakes.Add(new Mistake("--schedule cannot be read.", text, Allowed, near.Length > 0 ? near : "For example: --schedule warmup:100+cosine"));
                return new ConstantSchedule();
        }
    }

    private static bool TryCount(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
