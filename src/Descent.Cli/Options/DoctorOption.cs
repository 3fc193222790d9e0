using System.CommandLine;
using Descent.Doctor.Watching;
using Descent.Runs;

namespace Descent.Cli.Options;

/// <summary>--doctor: how closely the doctor looks at a run. It changes no number of it, and is not saved with it.</summary>
internal static class DoctorOption
{
    private static readonly string[] Levels = ["on", "off", "deep"];

    public static Option<string> Create() => new("--doctor")
    {
        HelpName = "LEVEL",
        Description = "on: look into steps for up to 2 % of their time and say what is wrong; deep: into every tenth step; off. Default on.",
    };

    /// <summary>The level that was asked for; the default where that was none.</summary>
    public static DoctorLevel Read(ParseResult result, Option<string> option, List<Mistake> mistakes)
    {
        string text = result.GetValue(option) ?? "on";
        if (!Levels.Contains(text))
        {
            mistakes.Add(new Mistake("--doctor has another value than its levels.", text, string.Join(", ", Levels), "Give one of them, or leave out --doctor."));
            return DoctorLevel.On;
        }

        return Enum.Parse<DoctorLevel>(text, ignoreCase: true);
    }
}
