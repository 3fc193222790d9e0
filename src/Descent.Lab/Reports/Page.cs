using Descent.Lab.Texts;

namespace Descent.Lab.Reports;

/// <summary>What every page has around its content: everything in one file, so that it opens anywhere and without a network.</summary>
internal static class Page
{
    private static readonly Lazy<Html> Style = new(() =>
    {
        using Stream stream = typeof(Page).Assembly.GetManifestResourceStream("report.css")!;
        using StreamReader reader = new(stream);
        return new Html(reader.ReadToEnd());
    });

    /// <param name="language">Its language.</param>
    /// <param name="title">The title of the window.</param>
    /// <param name="links">Links at the top.</param>
    /// <param name="content">What is on it.</param>
    public static Html Of(Language language, string title, Html links, Html content) => Unbroken(Html.Of($"""
        <!DOCTYPE html>
        <html lang="{(language == Language.Chinese ? "zh-CN" : "en")}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title}</title>
        <style>{Style.Value}</style>
        </head>
        <body>
        <nav>{links}</nav>
        <main>
        {content}
        </main>
        </body>
        </html>

        """));

    // A number stays on one line with its interval and its unit.
    private static Html Unbroken(Html page) => new(page.Markup.Replace(" ± ", "\u00a0±\u00a0", StringComparison.Ordinal).Replace(" %", "\u00a0%", StringComparison.Ordinal));

    /// <summary>Links to a page's other languages.</summary>
    /// <param name="language">The language of the page.</param>
    /// <param name="link">Where the page lies in another language.</param>
    public static Html Languages(Language language, Func<Language, string> link) => Html.Join(
        LanguageCode.All.Where(other => other != language).Select(other => Html.Of($"""<a href="{link(other)}" lang="{LanguageCode.Of(other)}">{PageWords.NameOf(other)}</a>""")));
}
