using System.Text.Json;
using Descent.Runs.Findings;

namespace Descent.Doctor.Reports;

/// <summary>A diagnosis for programs: {"run", "verdict", "worst", "findings": […]}, each finding as findings.jsonl has it.</summary>
public static class DiagnosisJson
{
    /// <summary>Writes it as indented JSON with a line end.</summary>
    public static void Write(Diagnosis diagnosis, Stream output)
    {
        using (Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("run", diagnosis.Run.Path);
            json.WriteString("verdict", diagnosis.Verdict);
            json.WriteString("worst", diagnosis.Worst.ToString());
            json.WriteNumber("step", diagnosis.History.Step);
            json.WritePropertyName("findings");
            json.WriteStartArray();
            foreach (Finding finding in diagnosis.Findings)
            {
                finding.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
