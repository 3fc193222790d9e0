using System.Text.Json;
using Descent.Doctor.Proofs;
using Descent.Runs.Findings;

namespace Descent.Doctor.Reports;

/// <summary>A diagnosis for programs: {"run", "verdict", "worst", "findings": […]}, each finding as findings.jsonl has it, and "proofs" of what was tried.</summary>
public static class DiagnosisJson
{
    /// <summary>Writes it as indented JSON with a line end.</summary>
    /// <param name="diagnosis">What the doctor says.</param>
    /// <param name="output">Where to write it.</param>
    /// <param name="proofs">What was tried; null where nothing was.</param>
    public static void Write(Diagnosis diagnosis, Stream output, DiagnosisProofs? proofs = null)
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
            if (proofs is not null)
            {
                json.WritePropertyName("proofs");
                JsonSerializer.Serialize(json, proofs, ProofJson.Default.DiagnosisProofs);
            }

            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
