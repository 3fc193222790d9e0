using System.Text.Json;

namespace Descent.Runs.Findings;

/// <summary>What a check says of a run, with the numbers that it rests on: a line of findings.jsonl.</summary>
public sealed record Finding
{
    /// <summary>The check's id, for example "dead-relu".</summary>
    public required string Check { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Optimizer updates made when it was seen; 0 before the first.</summary>
    public required long Step { get; init; }

    /// <summary>The epoch it was seen in, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>The layer, parameter or examples; empty where it concerns the run as a whole.</summary>
    public string Where { get; init; } = "";

    /// <summary>What is the matter, in a sentence.</summary>
    public required string What { get; init; }

    /// <summary>The numbers.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }

    /// <summary>Why it matters, in two sentences that a learner understands.</summary>
    public required string Why { get; init; }

    /// <summary>What to change, in a sentence.</summary>
    public required string Fix { get; init; }

    /// <summary>The change as words for the command line, for example ["--learning-rate", "0.0005"]; empty where it is no option.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The experiment of the lab that shows it, 1 to 20; null where none does.</summary>
    public int? Experiment { get; init; }

    /// <summary>Writes it as one value, as a line of findings.jsonl has it.</summary>
    public void WriteTo(Utf8JsonWriter json) => JsonSerializer.Serialize(json, this, FindingJson.Default.Finding);
}
