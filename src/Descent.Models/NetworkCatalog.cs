using Descent.Torch.Networks;

namespace Descent.Models;

/// <summary>The networks by name.</summary>
public static class NetworkCatalog
{
    private const string Classes = "classes";

    /// <summary>Every network.</summary>
    public static IReadOnlyList<NetworkDefinition> All { get; } =
    [
        LeNet.Definition, Mlp.Definition, AlexNet.Definition, .. Vgg.Definitions, GoogLeNet.Definition, .. ResNet.Definitions,
        VisionTransformer.TinyDefinition, VisionTransformer.SmallDefinition, Transformer.Definition, Gpt.Definition,
    ];

    /// <summary>The known names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(network => network.Name)];

    /// <summary>A new network for inputs of a shape.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputShape">The shape of one input, [channels, height, width] for images.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="options">Numbers that differ from the network's own; see <see cref="NetworkDefinition.Options"/>.</param>
    /// <exception cref="ArgumentException">The name or an option is unknown, or the network cannot take such inputs; the message says why.</exception>
    public static Network Create(
        string name, IReadOnlyList<long> inputShape, int classes, IReadOnlyDictionary<string, long>? options = null)
    {
        NetworkDefinition network = Find(name);
        foreach (string option in options?.Keys ?? [])
        {
            if (!network.Options.ContainsKey(option))
            {
                throw new ArgumentException(network.Options.Count == 0
                    ? $"{name} has no option '{option}'; it has none."
                    : $"{name} has no option '{option}'. Known: {string.Join(", ", network.Options.Keys)}.", nameof(options));
            }
        }

        return network.Make(new NetworkRequest(inputShape, classes, options ?? new Dictionary<string, long>()));
    }

    /// <summary>The network that an architecture describes, with fresh weights.</summary>
    /// <param name="architecture">As <see cref="Network.Architecture"/> gives it.</param>
    /// <param name="inputShape">The shape of one input.</param>
    /// <exception cref="ArgumentException">The name is unknown or the number of classes is missing.</exception>
    public static Network Create(Architecture architecture, IReadOnlyList<long> inputShape)
    {
        NetworkDefinition network = Find(architecture.Name);
        var request = new NetworkRequest(inputShape, 0, architecture.Options);
        return architecture.Options.ContainsKey(Classes)
            ? network.Make(request with { Classes = request.Option(Classes, 0) })
            : throw new ArgumentException($"The architecture '{architecture.Name}' has no option '{Classes}'.", nameof(architecture));
    }

    private static NetworkDefinition Find(string name) => All.FirstOrDefault(network => network.Name == name)
        ?? throw new ArgumentException($"There is no network '{name}'. Known: {string.Join(", ", Names)}.", nameof(name));
}
