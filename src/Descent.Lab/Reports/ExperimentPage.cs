using Descent.Lab.Answers;
using Descent.Lab.Texts;

namespace Descent.Lab.Reports;

/// <summary>One question: its answer, what was expected, what was measured, why.</summary>
internal static class ExperimentPage
{
    public static Html Of(Experiment experiment, Answer answer, Language language)
    {
        ExperimentText text = experiment.Text(language);
        Html claims = Html.Join(text.Claims.Zip(answer.Claims, (claim, decided) => Html.Of(
            $"""<li class="{(decided.Holds ? "held" : "failed")}">{ProseHtml.Inline(claim.Sentence)} {Badge(decided.Holds, language, PageWords.Yes, PageWords.No)}</li>""")));
        Html commands = Html.Join(text.Try.Select(command => Html.Of($"<code>{command}</code>")));
        Html content = Html.Of($"""
            <p class="soft">{PageWords.Question.In(language)} {experiment.Number}</p>
            <h1>{text.Title}</h1>
            <p class="answer">{ProseHtml.Inline(text.Answer(answer))} {Badge(answer.Holds, language)}</p>
            <h2>{PageWords.Hypothesis.In(language)}</h2>
            <ul class="claims">
            {claims}
            </ul>
            <h2>{PageWords.Setup.In(language)}</h2>
            {ProseHtml.Of(text.Setup)}
            <h2>{PageWords.Measured.In(language)}</h2>
            {Html.Join(answer.Plots.Select((plot, i) => PlotHtml.Of(plot, $"plot{i}", language)))}
            {Html.Join(answer.Tables.Select(table => TableOf(table, language)))}
            <h2>{PageWords.Explanation.In(language)}</h2>
            {ProseHtml.Of(text.Explanation(answer))}
            <h2>{PageWords.Changes.In(language)}</h2>
            {ProseHtml.Of(text.Changes(answer))}
            <h2>{PageWords.Try.In(language)}</h2>
            <pre>{commands}</pre>
            <footer>{PageWords.Origin(answer).In(language)}</footer>
            """);
        Html links = Html.Of(
            $"""<a href="index.html">← {PageWords.AllQuestions.In(language)}</a>{Page.Languages(language, other => $"../{LanguageCode.Of(other)}/{LabReport.FileName(experiment)}.html")}""");
        return Page.Of(language, text.Title, links, content);
    }

    /// <summary>Whether the hypothesis held.</summary>
    public static Html Badge(bool holds, Language language) => Badge(holds, language, PageWords.Held, PageWords.Failed);

    private static Html Badge(bool holds, Language language, Phrase yes, Phrase no) =>
        Html.Of($"""<span class="badge {(holds ? "held" : "failed")}">{(holds ? "✓" : "✗")} {(holds ? yes : no).In(language)}</span>""");

    private static Html TableOf(ResultTable table, Language language)
    {
        Html head = Html.Join(table.Columns.Select(column => Html.Of($"<th>{column.In(language)}</th>")), "");
        Html rows = Html.Join(table.Rows.Select(row => Html.Of($"<tr>{Html.Join(row.Select(cell => Html.Of($"<td>{cell.In(language)}</td>")), "")}</tr>")));
        return Html.Of($"""
            <figure>
            <figcaption>{table.Title.In(language)}</figcaption>
            <div class="scroll"><table>
            <thead><tr>{head}</tr></thead>
            <tbody>
            {rows}
            </tbody>
            </table></div>
            </figure>
            """);
    }
}
