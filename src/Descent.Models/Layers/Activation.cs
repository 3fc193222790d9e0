using Descent.Torch.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>The activations by name.</summary>
public static class Activation
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> All = new()
    {
        ["sigmoid"] = Sigmoid,
        ["tanh"] = () => Tanh(),
        ["relu"] = () => ReLU(),
        ["leaky-relu"] = () => LeakyReLU(),
        ["gelu"] = GELU,
        ["silu"] = SiLU,
        ["softmax"] = () => Softmax(-1),
    };

    /// <summary>sigmoid, tanh, relu, leaky-relu (0.01x below 0), gelu (by the error function), silu, softmax (over the last dimension).</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>A new layer.</summary>
    /// <exception cref="ArgumentException">There is no such activation.</exception>
    public static Module<Tensor, Tensor> Create(string name)
    {
        Libtorch.Load();
        return All.TryGetValue(name, out Func<Module<Tensor, Tensor>>? make) ? make()
            : throw new ArgumentException($"There is no activation '{name}'. Known: {string.Join(", ", Names)}.", nameof(name));
    }
}
