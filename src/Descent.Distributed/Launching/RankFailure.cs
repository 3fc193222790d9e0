using System.Globalization;
using System.Text.Json;

namespace Descent.Distributed.Launching;

/// <summary>Why a rank failed, as it says itself or as mpirun says of it.</summary>
/// <param name="Rank">Which rank failed.</param>
/// <param name="Host">Where it ran.</param>
/// <param name="Type">The exception's full type name; empty when mpirun says it.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Stack">Where it arose, with the causes; empty when mpirun says it.</param>
/// <param name="Report">The lines that a person reads.</param>
/// <param name="ExitCode">What the rank's process ends with.</param>
/// <param name="Time">When, by the clock of who says it.</param>
/// <param name="IsConsequence">Whether another rank says it, which could not go on without this one.</param>
public sealed record RankFailure(
    int Rank, string Host, string Type, string Message, string Stack, string Report, int ExitCode, DateTimeOffset Time, bool IsConsequence)
{
    private const string Suffix = ".failure.json";

    /// <summary>Whether any rank has said why it failed.</summary>
    internal static bool Any(string folder) => Directory.EnumerateFiles(folder, "rank-*" + Suffix).Any();

    /// <summary>What the ranks wrote, one for each that failed: causes before consequences, then in the order of time.</summary>
    internal static IReadOnlyList<RankFailure> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "rank-*" + Suffix)
            .Select(path => JsonSerializer.Deserialize(File.ReadAllBytes(path), RankFailureJson.Default.RankFailure)!)
            .OrderBy(failure => failure.IsConsequence).ThenBy(failure => failure.Time).ThenBy(failure => failure.Rank)
            .DistinctBy(failure => failure.Rank),
    ];

    /// <summary>The ranks that have said something.</summary>
    internal static HashSet<int> Writers(string folder) =>
        [.. Directory.EnumerateFiles(folder, "rank-*" + Suffix).Select(path => int.Parse(Path.GetFileName(path).Split('-', '.')[1], CultureInfo.InvariantCulture))];

    /// <summary>Forgets those of an earlier try.</summary>
    internal static void DeleteAll(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "rank-*" + Suffix))
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes it where the launcher looks; the first of a writer is kept.</summary>
    /// <param name="folder">The launch's folder.</param>
    /// <param name="writer">The rank that says it.</param>
    internal void Write(string folder, int writer)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"rank-{writer}{Suffix}"));
        string draft = path + ".part";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, RankFailureJson.Default.RankFailure));
        // The launcher never sees half of it: a rename is all or nothing.
        if (!File.Exists(path))
        {
            File.Move(draft, path);
        }
    }
}
