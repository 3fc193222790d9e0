using System.Text.Json;
using Descent.Doctor.Checks;
using Descent.Runs.Findings;

namespace Descent.Doctor.Reports;

/// <summary>A diagnosis as SARIF 2.1.0 (OASIS 2020), which code hosts and build servers show beside a change.</summary>
public static class DiagnosisSarif
{
    /// <summary>Writes it as indented JSON with a line end.</summary>
    public static void Write(Diagnosis diagnosis, Stream output)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, diagnosis);
            json.WriteStartArray("results");
            foreach (Finding finding in diagnosis.Findings)
            {
                WriteResult(json, diagnosis, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteTool(Utf8JsonWriter json, Diagnosis diagnosis)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Descent doctor");
        json.WriteString("version", diagnosis.Run.Manifest.Versions.GetValueOrDefault("descent", "0"));
        json.WriteStartArray("rules");
        foreach (string id in diagnosis.Findings.Select(finding => finding.Check).Distinct())
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            if (CheckCatalog.Find(id) is { } check)
            {
                Text(json, "shortDescription", check.Title);
                Text(json, "fullDescription", check.Threshold);
                Text(json, "help", check.Why);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Diagnosis diagnosis, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Check);
        json.WriteString("level", finding.Severity.ToString().ToLowerInvariant());
        Text(json, "message", $"{finding.What} {finding.Fix}{(finding.Options.Count > 0 ? $" ({string.Join(' ', finding.Options)})" : "")}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", new Uri(diagnosis.Run.FindingsPath).AbsoluteUri);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", finding.Where.Length > 0 ? finding.Where : diagnosis.Run.Manifest.Network);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteNumber("step", finding.Step);
        foreach (Evidence evidence in finding.Evidence)
        {
            json.WriteString(evidence.Name, System.FormattableString.Invariant($"{evidence.Value}"));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
