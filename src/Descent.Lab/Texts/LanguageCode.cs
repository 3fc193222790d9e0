namespace Descent.Lab.Texts;

/// <summary>The languages by the code that the command line, file names and HTML use.</summary>
public static class LanguageCode
{
    /// <summary>Every language, the default first.</summary>
    public static IReadOnlyList<Language> All { get; } = [Language.English, Language.Chinese];

    /// <summary>"en" or "zh".</summary>
    public static string Of(Language language) => language == Language.Chinese ? "zh" : "en";

    /// <summary>The language of a code, or null.</summary>
    public static Language? Parse(string code)
    {
        foreach (Language language in All)
        {
            if (Of(language) == code)
            {
                return language;
            }
        }

        return null;
    }
}
