using Descent.Lab.Answers;
using Descent.Runs;

namespace Descent.Lab.Running;

/// <summary>How the questions are asked; part of every answer.</summary>
public sealed record LabOptions
{
    /// <summary>The fewest seeds with which an interval means something.</summary>
    public const int FewestSeeds = 3;

    private const int UsualSeeds = 8;

    /// <summary>Whether small sizes do, in seconds; otherwise minutes are taken, and Fashion-MNIST where it is on this machine.</summary>
    public bool Quick { get; init; }

    /// <summary>How often everything is measured, each time under another seed, 3 to 31; 8 by default.</summary>
    public int Seeds { get; init; } = UsualSeeds;

    /// <summary>Small sizes and the fewest seeds.</summary>
    public static LabOptions Small { get; } = new() { Quick = true, Seeds = FewestSeeds };

    /// <summary>What is wrong with these options; empty when nothing is.</summary>
    public IReadOnlyList<Mistake> FindMistakes() => Seeds is >= FewestSeeds and <= StudentInterval.MostSamples ? [] :
        [new Mistake("--seeds is out of range.", $"{Seeds}", $"{FewestSeeds} to {StudentInterval.MostSamples}", $"For example: --seeds {FewestSeeds}")];
}
