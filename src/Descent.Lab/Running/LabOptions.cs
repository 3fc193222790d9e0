using System.Text.Json.Serialization;
using Descent.Lab.Answers;
using Descent.Runs;

namespace Descent.Lab.Running;

/// <summary>How the questions are asked; part of every answer.</summary>
public sealed record LabOptions
{
    /// <summary>The fewest seeds with which an interval means something.</summary>
    public const int FewestSeeds = 3;

    private const int UsualSeeds = 8;
    private const int HighestSeed = 1_000_000;

    /// <summary>Whether small sizes do, in seconds; otherwise minutes are taken, and Fashion-MNIST where it is on this machine.</summary>
    public bool Quick { get; init; }

    /// <summary>How often everything is measured, each time under another seed, 3 to 31; 8 by default.</summary>
    public int Seeds { get; init; } = UsualSeeds;

    /// <summary>The seeds are this and those that follow, 1 to 1,000,000; 1 by default. Others put every claim to the test anew.</summary>
    public int FirstSeed { get; init; } = 1;

    /// <summary>The last of the seeds.</summary>
    [JsonIgnore]
    public int LastSeed => FirstSeed + Seeds - 1;

    /// <summary>Small sizes and the fewest seeds.</summary>
    public static LabOptions Small { get; } = new() { Quick = true, Seeds = FewestSeeds };

    /// <summary>What is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<Mistake> FindMistakes()
    {
        List<Mistake> mistakes = [];
        if (Seeds is < FewestSeeds or > StudentInterval.MostSamples)
        {
            mistakes.Add(new Mistake("--seeds is out of range.", $"{Seeds}", $"{FewestSeeds} to {StudentInterval.MostSamples}", $"For example: --seeds {FewestSeeds}"));
        }

        if (FirstSeed is < 1 or > HighestSeed)
        {
            mistakes.Add(new Mistake("--first-seed is out of range.", $"{FirstSeed}", $"1 to {HighestSeed}", "For example: --first-seed 101"));
        }

        return mistakes;
    }
}
