namespace Descent.Lab.Texts;

/// <summary>A language that the lab speaks.</summary>
public enum Language
{
    /// <summary>English, "en".</summary>
    English,

    /// <summary>Chinese in simplified characters, "zh".</summary>
    Chinese,
}
