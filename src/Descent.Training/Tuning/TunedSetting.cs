namespace Descent.Training.Tuning;

/// <summary>A measured choice as it is remembered.</summary>
internal sealed record TunedSetting
{
    public const int NewestFormat = 1;

    public int Format { get; init; } = NewestFormat;

    /// <summary>What it was measured for: machine, network, batch.</summary>
    public required string For { get; init; }

    public required ComputeSetting Setting { get; init; }
}
