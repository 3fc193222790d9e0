using System.Globalization;
using System.Net;
using System.Text;
using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Doctor.Proofs;
using Descent.Runs.Findings;

namespace Descent.Doctor.Reports;

/// <summary>A diagnosis as one page that needs no network and no script, in light and dark, readable on a phone.</summary>
public static class DiagnosisHtml
{
    private const int MostLines = 6;

    private const string Style =
        """
        :root { color-scheme: light dark; --text: #1c1e21; --soft: #5c636b; --back: #fff; --card: #f5f6f8; --line: #d9dce1; --error: #b3261e; --warning: #8a5a00; --note: #1f6feb; --good: #1a7f37 }
        @media (prefers-color-scheme: dark) { :root { --text: #e4e6ea; --soft: #9aa2ad; --back: #15171a; --card: #1e2125; --line: #343a41; --error: #ff8a80; --warning: #f2c063; --note: #7ab7ff; --good: #6fdd8b } }
        body { margin: 0 auto; max-width: 46rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back) }
        h1 { font-size: 1.4rem; margin: .5rem 0 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
        .soft, figcaption, text { color: var(--soft); fill: var(--soft); font-size: .85rem } svg text { font-size: 11px }
        .verdict { font-size: 1.15rem; font-weight: 600 } .error { color: var(--error) } .warning { color: var(--warning) } .note { color: var(--note) } .good { color: var(--good) }
        article { background: var(--card); border-left: 4px solid currentColor; border-radius: 4px; padding: .6rem .9rem; margin: .8rem 0; overflow-wrap: anywhere }
        article > * { color: var(--text) } article h3 { font-size: 1rem; margin: 0; color: inherit } article p { margin: .35rem 0 }
        table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums } td, th { padding: .1rem .8rem .1rem 0; text-align: left; font-weight: 400 } td + td, th + th { text-align: right }
        code { background: var(--back); border: 1px solid var(--line); border-radius: 3px; padding: 0 .25rem }
        figure { margin: 1rem 0 } svg { width: 100%; height: auto } .grid { stroke: var(--line) } .line { fill: none; stroke-width: 1.5 }
        .c0 { stroke: #3b82f6; color: #3b82f6 } .c1 { stroke: #f59e0b; color: #f59e0b } .c2 { stroke: #10b981; color: #10b981 } .c3 { stroke: #ef4444; color: #ef4444 } .c4 { stroke: #8b5cf6; color: #8b5cf6 } .c5 { stroke: #14b8a6; color: #14b8a6 }
        .legend { margin: 0; font-size: .85rem }
        """;

    /// <summary>The whole page.</summary>
    /// <param name="diagnosis">What the doctor says.</param>
    /// <param name="hasExperiment">Whether the lab has an experiment of a number.</param>
    /// <param name="proofs">What was tried; null where nothing was.</param>
    public static string Write(Diagnosis diagnosis, Func<int, bool> hasExperiment, DiagnosisProofs? proofs = null)
    {
        RunHistory history = diagnosis.History;
        StringBuilder page = new();
        string name = Encode(diagnosis.Run.Manifest.Name);
        string verdict = diagnosis.Worst == Severity.Note ? "good" : Word(diagnosis.Worst);
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{name}: {Encode(diagnosis.Verdict)}</title><style>\n{Style}\n</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{name}</h1><p class=\"soft\">{Encode(diagnosis.Run.Manifest.Network)} on {Encode(diagnosis.Run.Manifest.Dataset)}, {diagnosis.Length}{(history.IsFinished ? "" : ", not finished")}</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {verdict}\">{Encode(diagnosis.Verdict)}</p>\n");
        if (diagnosis.Omission is { } omission)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Encode(omission)}</p>\n");
        }

        foreach (Finding finding in diagnosis.Findings)
        {
            Write(page, finding, hasExperiment);
        }

        page.Append(proofs is null ? "" : ProofHtml.Write(proofs));
        page.Append("<h2>The run</h2>\n");
        page.Append(Chart.Draw("Loss", [("training", history[Quantity.LossMean]), ("validation", history[Quantity.ValidationLoss])], isLogarithmic: history[Quantity.LossMean].Greatest > 20 * history[Quantity.LossMean].Least, history.Step));
        page.Append(Chart.Draw("Accuracy", [("training", history[Quantity.EpochAccuracy]), ("validation", history[Quantity.ValidationAccuracy])], isLogarithmic: false, history.Step));
        page.Append(PerLayer(history, "Gradient's norm over the weights' norm", parameter =>
            new Series(history[Quantity.Gradient(parameter)].Points.Zip(history[Quantity.Weight(parameter)].Points, (gradient, weight) => gradient with { Value = gradient.Value / weight.Value }))));
        page.Append(PerLayer(history, "Update over weights", parameter => history[Quantity.Update(parameter)]));
        page.Append(Chart.Draw("Gradient noise scale, in examples", [("tr(Σ)/|G|²", history[Quantity.NoiseScale])], isLogarithmic: true, history.Step));
        Series curvature = history[Quantity.StepCurvature];
        if (curvature.Count > 1)
        {
            // Above 2/rate steps of plain gradient descent overshoot more than they go down (Cohen and others 2021).
            Series limit = new(history[Quantity.LearningRate].Points.Where(point => point.Value > 0).Select(point => point with { Value = 2 / point.Value }));
            page.Append(Chart.Draw("Curvature along the step, where it is upward", [("curvature", curvature), ("2 / learning rate: plain SGD overshoots above it", limit)], isLogarithmic: true, history.Step));
        }

        return page.Append("</body></html>\n").ToString();
    }

    // The first, the last and some between: more lines than that cannot be told apart.
    private static string PerLayer(RunHistory history, string title, Func<string, Series> find)
    {
        string[] weights = [.. history.Facts.Parameters.Where(parameter => parameter.IsWeight).Select(parameter => parameter.Name)];
        string[] chosen = weights.Length <= MostLines ? weights : [.. Enumerable.Range(0, MostLines).Select(i => weights[i * (weights.Length - 1) / (MostLines - 1)])];
        return Chart.Draw(title, [.. chosen.Select(name => (name, find(name)))], isLogarithmic: true, history.Step);
    }

    private static void Write(StringBuilder page, Finding finding, Func<int, bool> hasExperiment)
    {
        string title = CheckCatalog.Find(finding.Check)?.Title ?? finding.Check;
        page.Append(CultureInfo.InvariantCulture, $"<article class=\"{Word(finding.Severity)}\"><h3>{Encode(title)} <span class=\"soft\">{Encode(finding.Check)}, step {finding.Step:N0}</span></h3><p>{Encode(finding.What)}</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Encode(finding.Why)}</p><p>{Encode(finding.Fix)}");
        if (finding.Options.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $" <code>{Encode(string.Join(' ', finding.Options))}</code>");
        }

        page.Append("</p><table><tr><th>measured</th><th>value</th><th>limit</th></tr>");
        foreach (Evidence evidence in finding.Evidence)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(evidence.Name)}</td><td>{evidence.Value:G4}</td><td>{(evidence.Limit is { } limit ? limit.ToString("G4", CultureInfo.InvariantCulture) : "")}</td></tr>");
        }

        page.Append("</table>");
        if (finding.Experiment is { } number && hasExperiment(number))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">See it happen: <code>descent lab run {number}</code></p>");
        }

        page.Append("</article>\n");
    }

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
