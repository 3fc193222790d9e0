using System.Text.RegularExpressions;
using Descent.Lab.Answers;

namespace Descent.Lab.Texts;

/// <summary>
/// What an experiment says in one language: the file beside it, NAME.en.md or NAME.zh.md. "# " is the question; "## " begins a section; the items of
/// "## hypothesis" are claims, "- id: sentence". {name} stands for a measured value and {name.low}, {name.high} for the ends of its interval.
/// </summary>
public sealed partial class ExperimentText
{
    private static readonly string[] Sections = ["hypothesis", "setup", "answer", "otherwise", "explanation", "changes", "try"];
    private readonly string _file;
    private readonly Dictionary<string, string> _sections = [];

    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">All of it.</param>
    /// <param name="language">Its language.</param>
    /// <exception cref="FormatException">A section is missing, empty, unknown or there twice, or a claim has no id.</exception>
    public ExperimentText(string file, string text, Language language)
    {
        (_file, Language) = (file, language);
        string[] parts = Regex.Split(text.ReplaceLineEndings("\n"), "^## ", RegexOptions.Multiline);
        Title = parts[0].StartsWith("# ", StringComparison.Ordinal) ? parts[0][2..].Trim() : throw new FormatException($"{file} does not begin with its question, '# '.");
        foreach (string part in parts.Skip(1))
        {
            string[] halves = part.Split('\n', 2);
            string name = halves[0].Trim();
            if (!Sections.Contains(name) || halves.Length < 2 || halves[1].Trim().Length == 0 || !_sections.TryAdd(name, halves[1].Trim()))
            {
                throw new FormatException($"{file}: the section '{name}' is empty, there twice, or none of: {string.Join(", ", Sections)}.");
            }
        }

        if (Sections.FirstOrDefault(name => !_sections.ContainsKey(name)) is { } missing)
        {
            throw new FormatException($"{file} has no section '{missing}'.");
        }

        Claims = [.. _sections["hypothesis"].Split('\n').Select(ReadClaim)];
    }

    /// <summary>Its language.</summary>
    public Language Language { get; }

    /// <summary>The question.</summary>
    public string Title { get; }

    /// <summary>What is expected before anything is measured: claims that can each turn out false, by their ids.</summary>
    public IReadOnlyList<(string Id, string Sentence)> Claims { get; }

    /// <summary>What is compared with what, and what is kept equal.</summary>
    public string Setup => _sections["setup"];

    /// <summary>Commands to try, one a line.</summary>
    public IReadOnlyList<string> Try => _sections["try"].Split('\n');

    /// <summary>The text of an experiment.</summary>
    /// <param name="name">The experiment's name.</param>
    /// <param name="language">Which language.</param>
    /// <exception cref="FormatException">The file is missing or not as it must be.</exception>
    public static ExperimentText Load(string name, Language language)
    {
        string file = $"{name}.{LanguageCode.Of(language)}.md";
        using Stream stream = typeof(ExperimentText).Assembly.GetManifestResourceStream(file) ?? throw new FormatException($"There is no text {file}.");
        using StreamReader reader = new(stream);
        return new ExperimentText(file, reader.ReadToEnd(), language);
    }

    /// <summary>The measured answer in one sentence.</summary>
    public string Answer(Answer answer) => Fill(answer.Holds ? "answer" : "otherwise", answer);

    /// <summary>Why it is so, with the measured numbers.</summary>
    public string Explanation(Answer answer) => Fill("explanation", answer);

    /// <summary>What would change the answer.</summary>
    public string Changes(Answer answer) => Fill("changes", answer);

    // A name that was not measured is a mistake of the experiment, never left out.
    private string Fill(string section, Answer answer) => Hole().Replace(_sections[section], hole =>
    {
        string[] parts = hole.Groups[1].Value.Split('.');
        return answer.Values.TryGetValue(parts[0], out Measurement? value)
            ? parts is [_, var end] ? value.End(end) : value.ToString()
            : throw new FormatException($"{_file}: nothing named '{parts[0]}' was measured. Measured: {string.Join(", ", answer.Values.Keys)}.");
    });

    private (string Id, string Sentence) ReadClaim(string line)
    {
        Match match = ClaimLine().Match(line);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value)
            : throw new FormatException($"{_file}: '{line}' in 'hypothesis' is not '- id: sentence'.");
    }

    [GeneratedRegex(@"\{([a-z0-9-]+(?:\.[a-z]+)?)\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"^- ([a-z0-9-]+): (.+)$")]
    private static partial Regex ClaimLine();
}
