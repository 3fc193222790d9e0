namespace Descent.Models;

/// <summary>What a network is made for.</summary>
/// <param name="InputShape">The shape of one input, [channels, height, width] for images, [positions] for tokens.</param>
/// <param name="Classes">How many classes, or how many different tokens.</param>
/// <param name="Options">The numbers that were set, by name; the network's own defaults stand for the others.</param>
public sealed record NetworkRequest(IReadOnlyList<long> InputShape, int Classes, IReadOnlyDictionary<string, long> Options)
{
    // What the option 'small' means, in every network that has it.
    internal const string SmallHelp = "1 is the stem for images of about 32×32; 1 below 64×64, else 0";

    private const int Large = 64;

    /// <summary>A number that was set, or its default.</summary>
    /// <exception cref="ArgumentException">It is no number of 32 bits.</exception>
    public int Option(string name, int otherwise) => !Options.TryGetValue(name, out long value) ? otherwise
        : value is >= int.MinValue and <= int.MaxValue ? (int)value
        : throw new ArgumentException($"The option '{name}' is {value}; it must be a number of 32 bits.");

    /// <summary>A switch that was set, 0 or 1, or its default.</summary>
    /// <exception cref="ArgumentException">It is another number.</exception>
    public bool Switch(string name, bool otherwise) => !Options.TryGetValue(name, out long value) ? otherwise
        : value is 0 or 1 ? value == 1
        : throw new ArgumentException($"The option '{name}' is {value}; it must be 0 or 1.");

    /// <summary>The option 'small': whether images are so small that a network's stem must not shrink them.</summary>
    internal bool IsSmall() => Switch("small", otherwise: InputShape.Count == 3 && InputShape[1] < Large);

    /// <summary>The channels and the side of square images.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="smallest">The smallest side that it can take.</param>
    /// <exception cref="ArgumentException">The inputs are no square images of that size.</exception>
    public (int Channels, int Side) SquareImage(string network, int smallest) =>
        InputShape is [var channels and > 0 and <= int.MaxValue, var height, var width] && height == width && height >= smallest && height <= int.MaxValue
            ? ((int)channels, (int)height)
            : throw new ArgumentException(
                $"{network} needs square images of at least {smallest}×{smallest}, [channels, size, size]; these inputs are [{string.Join(", ", InputShape)}].");

    /// <summary>How many positions inputs of tokens have.</summary>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentException">The inputs are not [positions].</exception>
    public int Positions(string network) => InputShape is [var positions and > 0 and <= int.MaxValue]
        ? (int)positions
        : throw new ArgumentException($"{network} needs tokens, [positions]; these inputs are [{string.Join(", ", InputShape)}].");
}
