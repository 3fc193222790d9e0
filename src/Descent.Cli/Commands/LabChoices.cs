using System.CommandLine;
using System.Globalization;
using Descent.Cli.Options;
using Descent.Lab.Reports;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>--quick, --seeds, --first-seed, --output and --language.</summary>
internal sealed class LabChoices
{
    private readonly Option<bool> _quick = new("--quick") { Arity = ArgumentArity.Zero, Description = "Small sizes: seconds an experiment, where minutes are taken otherwise." };
    private readonly Option<string> _seeds = new("--seeds") { HelpName = "K", Description = "How often everything is measured, 3 to 31; intervals are over these. Default 8, with --quick 3." };
    private readonly Option<string> _firstSeed = new("--first-seed") { HelpName = "N", Description = "The first of the seeds; the others follow it. Default 1. Other seeds put every claim to the test anew." };
    private readonly Option<string> _output = new("--output") { HelpName = "DIR", Description = "The report's folder: new, empty, or an earlier report. Default lab-report." };
    private readonly Option<string> _language = LanguageOption();

    public static Option<string> LanguageOption() => new("--language") { HelpName = "zh|en", Description = "The language. Default en." };

    public static Language LanguageOf(ParseResult result, Option<string> option) => LanguageCode.Parse(result.GetValue(option) ?? "en") ?? Lab.Texts.Language.English;

    public static IReadOnlyList<Mistake> FindLanguageMistakes(ParseResult result, Option<string> option) =>
        result.GetValue(option) is not { } text || LanguageCode.Parse(text) is not null ? []
            : [new Mistake("--language is not known.", text, string.Join(", ", LanguageCode.All.Select(LanguageCode.Of)), "For example: --language zh")];

    public void AddTo(Command command)
    {
        command.Add(_quick);
        command.Add(_seeds);
        command.Add(_firstSeed);
        command.Add(_output);
        command.Add(_language);
    }

    public IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. FindLanguageMistakes(result, _language), .. LabReport.FindMistakes(Output(result))];
        mistakes.AddRange(Read(result, mistakes).FindMistakes());
        return mistakes;
    }

    public LabOptions Options(ParseResult result) => Read(result, []);

    public string Output(ParseResult result) => result.GetValue(_output) ?? "lab-report";

    public Language Language(ParseResult result) => LanguageOf(result, _language);

    // What cannot be read keeps its default.
    private LabOptions Read(ParseResult result, List<Mistake> mistakes)
    {
        var options = result.GetValue(_quick) ? LabOptions.Small : new LabOptions();
        return options with
        {
            Seeds = WholeNumber.Read(result, _seeds, NumberStyles.None, "a whole number, 3 to 31", "5", mistakes) ?? options.Seeds,
            FirstSeed = WholeNumber.Read(result, _firstSeed, NumberStyles.None, "a whole number, 1 or more", "101", mistakes) ?? options.FirstSeed,
        };
    }
}
