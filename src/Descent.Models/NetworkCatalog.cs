using Descent.Torch.Networks;

namespace Descent.Models;

/// <summary>The networks by name.</summary>
public static class NetworkCatalog
{
    /// <summary>The known names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lenet", "mlp"];

    /// <summary>A new network for inputs of a shape.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputShape">The shape of one input, [channels, height, width] for images.</param>
    /// <param name="classes">How many classes.</param>
    /// <exception cref="ArgumentException">The name is unknown or the network cannot take such inputs; the message says why.</exception>
    public static Network Create(string name, IReadOnlyList<long> inputShape, int classes) => name switch
    {
        "lenet" when inputShape is [var channels, var height, var width] && height == width && height >= 12 =>
            new LeNet(classes, (int)channels, (int)height),
        "lenet" => throw new ArgumentException(
            $"lenet needs square images of at least 12×12, [channels, size, size]; these inputs are [{string.Join(", ", inputShape)}].", nameof(inputShape)),
        "mlp" => new Mlp([.. inputShape], classes),
        _ => throw Unknown(name),
    };

    /// <summary>The network that an architecture describes, with fresh weights.</summary>
    /// <param name="architecture">As <see cref="Network.Architecture"/> gives it.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <exception cref="ArgumentException">The name is unknown or an option is missing.</exception>
    public static Network Create(Architecture architecture, IReadOnlyList<long> inputShape)
    {
        int Option(string name) => architecture.Options.TryGetValue(name, out long value)
            ? checked((int)value)
            : throw new ArgumentException($"The architecture '{architecture.Name}' has no option '{name}'.", nameof(architecture));
        return architecture.Name switch
        {
            "lenet" => new LeNet(Option("classes"), Option("channels"), Option("size")),
            "mlp" => new Mlp([.. inputShape], Option("classes"), Option("hidden")),
            _ => throw Unknown(architecture.Name),
        };
    }

    private static ArgumentException Unknown(string name) => new($"There is no network '{name}'. Known: {string.Join(", ", Names)}.", nameof(name));
}
