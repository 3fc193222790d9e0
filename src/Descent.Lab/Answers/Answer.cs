using System.Text.Json.Serialization;
using Descent.Lab.Plots;
using Descent.Lab.Running;

namespace Descent.Lab.Answers;

/// <summary>What an experiment found: measured numbers by name, which claims held, tables and plots. Words are put to it by its text.</summary>
public sealed record Answer
{
    /// <summary>The newest format that this version writes and reads.</summary>
    public const int NewestFormat = 1;

    /// <summary>The format of its file.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The question's number.</summary>
    public required int Number { get; init; }

    /// <summary>How it was asked.</summary>
    public required LabOptions Options { get; init; }

    /// <summary>The program that measured it; another program's answer is measured again.</summary>
    public required string Program { get; init; }

    /// <summary>What it was measured on.</summary>
    public required string Data { get; init; }

    /// <summary>How long measuring took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The measured numbers by name.</summary>
    public required IReadOnlyDictionary<string, Measurement> Values { get; init; }

    /// <summary>The claims of the hypothesis in their order.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Numbers in rows.</summary>
    public required IReadOnlyList<ResultTable> Tables { get; init; }

    /// <summary>Pictures as data.</summary>
    public required IReadOnlyList<Plot> Plots { get; init; }

    /// <summary>Whether the hypothesis held: every claim of it.</summary>
    [JsonIgnore]
    public bool Holds => Claims.All(claim => claim.Holds);
}
