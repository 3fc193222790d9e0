using System.Globalization;
using System.Net;
using System.Text;
using Descent.Doctor.Proofs;

namespace Descent.Doctor.Reports;

/// <summary>What was tried, as a part of the page of a diagnosis.</summary>
internal static class ProofHtml
{
    public static string Write(DiagnosisProofs proofs)
    {
        StringBuilder page = new();
        if (proofs.Plateau is { } plateau)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>Plateau or converged?</h2><article class=\"note\"><h3>{Encode(PlateauTable.Words(plateau.Answer))}</h3><p>{Encode(plateau.Reason)}</p>");
            page.Append("<table><tr><th>measured where the newest checkpoint stands</th><th>value</th><th>meaning</th></tr>");
            foreach (PlateauRow row in PlateauTable.Rows(plateau.Evidence))
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(row.Measured)}</td><td>{Encode(row.Value)}</td><td>{Encode(row.Meaning)}</td></tr>");
            }

            page.Append("</table></article>\n");
        }

        if (proofs.Tried.Count > 0)
        {
            page.Append("<h2>Tried</h2><p class=\"soft\">With and without, over the same batches: means over the second half of the steps, and their ratio with its 95 % interval.</p>");
            page.Append("<table><tr><th>change</th><th>steps</th><th>training loss</th><th>validation loss</th><th>what it does</th></tr>");
            foreach (Counterfactual tried in proofs.Tried)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Encode(string.Join(' ', tried.Options))}</code></td><td>{tried.Steps:N0} from {tried.Start}</td><td>{Words(tried.Training)}</td><td>{Words(tried.Validation)}</td><td>{Encode(tried.Verdict)}</td></tr>");
            }

            page.Append("</table>\n");
        }

        return page.ToString();
    }

    private static string Words(LossChange? change) => change is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{change.Without:G3} &rarr; {change.With:G3}, &times; {change.Ratio.Mean:G3} ({change.Ratio.Low:G3} to {change.Ratio.High:G3})");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
