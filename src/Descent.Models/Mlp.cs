using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>A perceptron with one hidden layer of ReLUs (Rumelhart, Hinton, Williams 1986). 203,530 parameters for 784-256-10.</summary>
/// <param name="inputShape">The shape of one input, for example [1, 28, 28]; every size 1 or more.</param>
/// <param name="classes">Outputs, 1 or more.</param>
/// <param name="hidden">Hidden units, 1 or more.</param>
public sealed class Mlp(long[] inputShape, int classes = 10, int hidden = 256) : SequentialNetwork(
    new Architecture("mlp", new Dictionary<string, long> { ["classes"] = classes, ["hidden"] = hidden }),
    inputShape,
    () =>
    [
        ("flatten", Flatten()), // [B, 784]
        ("linear1", new Linear(Inputs(inputShape), Positive(hidden))), // [B, 256]
        ("relu1", ReLU()),
        ("linear2", new Linear(hidden, Positive(classes))), // [B, classes]
    ]), ISplitLayer
{
    /// <summary>Its entry in the catalog.</summary>
    public static NetworkDefinition Definition { get; } = new(
        "mlp", "A perceptron with one hidden layer of ReLUs, 1986", request => new Mlp([.. request.InputShape], request.Classes, request.Option("hidden", 256)))
    {
        Options = new Dictionary<string, string> { ["hidden"] = "hidden units, 256" },
    };

    /// <inheritdoc />
    public (string Name, long Count) Parts => ("hidden units", Architecture.Options["hidden"]);

    /// <inheritdoc />
    public void Split(TensorGroup group)
    {
        Linear[] layers = [.. Links.SelectMany(link => link.Layers).Select(part => part.Layer).OfType<Linear>()];
        layers[0].SplitOutputs(group);
        layers[1].SplitInputs(group);
    }

    private static long Inputs(long[] shape) => shape.Aggregate(1L, (product, size) => checked(product * Positive(size)));
}
