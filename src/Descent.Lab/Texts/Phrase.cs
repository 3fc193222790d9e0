namespace Descent.Lab.Texts;

/// <summary>A few words in both languages: a column, an axis, a curve's name.</summary>
/// <param name="English">In English.</param>
/// <param name="Chinese">In Chinese.</param>
public sealed record Phrase(string English, string Chinese)
{
    /// <summary>In one language.</summary>
    public string In(Language language) => language == Language.Chinese ? Chinese : English;

    /// <summary>Both languages, as they are written in an experiment.</summary>
    public static implicit operator Phrase((string English, string Chinese) both) => new(both.English, both.Chinese);

    /// <summary>What is the same in both: a name, a number.</summary>
    public static implicit operator Phrase(string same) => new(same, same);
}
