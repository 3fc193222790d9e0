namespace Descent.Models;

/// <summary>One network of the catalog: its name, the numbers that a user may set, and how it is made.</summary>
/// <param name="Name">The name that the command line takes.</param>
/// <param name="Summary">What it is, in one line.</param>
/// <param name="Make">Makes it; throws an <see cref="ArgumentException"/> that says what it needs when it cannot take the inputs or the options.</param>
public sealed record NetworkDefinition(string Name, string Summary, Func<NetworkRequest, Network> Make)
{
    /// <summary>The options that a user may set, with what each means.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The shape of one input that a summary shows where none is asked for: [channels, height, width], or [positions] of tokens.</summary>
    public IReadOnlyList<long> UsualInput { get; init; } = [1, 28, 28];

    /// <summary>The classes, or different tokens, that a summary shows where no number is asked for.</summary>
    public int UsualClasses { get; init; } = 10;

    /// <summary>The learning rate that Adam and AdamW begin at by default, where their own, 0.002, is too high for the network; else null.</summary>
    public double? AdamRate { get; init; }
}
