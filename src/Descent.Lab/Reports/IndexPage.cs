using Descent.Lab.Answers;
using Descent.Lab.Texts;

namespace Descent.Lab.Reports;

/// <summary>All questions, each with its measured answer in one sentence.</summary>
internal static class IndexPage
{
    /// <param name="all">The experiments with their answers; null for what was not measured.</param>
    /// <param name="language">Which language.</param>
    /// <param name="pages">Where the pages of this language lie, from this page.</param>
    /// <param name="root">Where the folders of the languages lie, from this page.</param>
    public static Html Of(IReadOnlyList<(Experiment Experiment, Answer? Answer)> all, Language language, string pages, string root)
    {
        Html items = Html.Join(all.Select(item => Item(item.Experiment, item.Answer, language, pages)));
        Html content = Html.Of($"""
            <h1>{PageWords.Site.In(language)}</h1>
            <p class="lead">{PageWords.Lead.In(language)}</p>
            <ol class="questions">
            {items}
            </ol>
            """);
        return Page.Of(language, PageWords.Site.In(language), Page.Languages(language, other => $"{root}{LanguageCode.Of(other)}/index.html"), content);
    }

    private static Html Item(Experiment experiment, Answer? answer, Language language, string pages)
    {
        ExperimentText text = experiment.Text(language);
        return answer is null
            ? Html.Of($"""
                <li><span class="number">{experiment.Number}</span><div><h2>{text.Title}</h2><p class="soft">{PageWords.NotMeasured.In(language)}: <code>descent lab run {experiment.Number}</code></p></div></li>
                """)
            : Html.Of($"""
                <li><span class="number">{experiment.Number}</span><div><h2><a href="{pages}{LabReport.FileName(experiment)}.html">{text.Title}</a></h2><p>{ProseHtml.Inline(text.Answer(answer))} {ExperimentPage.Badge(answer.Holds, language)}</p></div></li>
                """);
    }
}
