using Descent.Models;
using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Loading;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using BatchNorm1d = Descent.Models.Layers.BatchNorm1d;
using Dropout = Descent.Models.Layers.Dropout;
using Linear = Descent.Models.Layers.Linear;

namespace Descent.Bench.Gallery;

/// <summary>Small networks, and what can be wrong with them.</summary>
internal static class GalleryNetworks
{
    private const int Image = 28 * 28;

    /// <summary>LeNet for glyphs.</summary>
    public static Func<Module<Tensor, Tensor>> LeNet() => () => new LeNet();

    /// <summary>One hidden layer of ReLUs.</summary>
    public static Func<Module<Tensor, Tensor>> Mlp(int inputs = Image, int outputs = 10, int hidden = 64) => Stack("relu", 1, hidden, inputs, outputs);

    /// <summary>A linear model.</summary>
    public static Func<Module<Tensor, Tensor>> Line(int inputs = Image, int outputs = 10) => Stack("relu", 0, 0, inputs, outputs);

    /// <summary>Hidden layers of one kind; the weights by He's scheme for ReLU and Xavier's for the others, if no other is given.</summary>
    public static Func<Module<Tensor, Tensor>> Stack(
        string activation, int depth, int width, int inputs = Image, int outputs = 10, WeightScheme? scheme = null, double dropout = 0, bool norm = false,
        double normMomentum = 0.1) => () =>
    {
        Libtorch.Load();
        List<(string Name, Module<Tensor, Tensor> Layer)> layers = [("flatten", Flatten())];
        for (int i = 1; i <= depth; i++)
        {
            layers.Add(($"linear{i}", new Linear(i == 1 ? inputs : width, width)));
            if (norm)
            {
                layers.Add(($"norm{i}", new BatchNorm1d(width, momentum: normMomentum)));
            }

            layers.Add(($"{activation}{i}", Activation.Create(activation)));
            if (dropout > 0)
            {
                layers.Add(($"dropout{i}", new Dropout(dropout)));
            }
        }

        WeightScheme usual = activation == "relu" ? WeightScheme.KaimingUniform : WeightScheme.XavierUniform;
        layers.ForEach(layer => layer.Layer.Initialize(scheme ?? usual));
        layers.Add(("output", new Linear(depth == 0 ? inputs : width, outputs).Initialize(scheme ?? WeightScheme.XavierUniform)));
        return Sequential(layers);
    };

    /// <summary>Full connections with nothing between them.</summary>
    public static Func<Module<Tensor, Tensor>> Straightened(params int[] widths) => () =>
    {
        Libtorch.Load();
        return Sequential([("flatten", Flatten()), .. widths.Zip(widths[1..]).Select((pair, i) => ($"linear{i + 1}", (Module<Tensor, Tensor>)new Linear(pair.First, pair.Second)))]);
    };

    /// <summary>Residual blocks of few channels.</summary>
    public static Func<Module<Tensor, Tensor>> SmallResNet(int channels = 8) => () =>
    {
        Libtorch.Load();
        return Sequential(
            ("conv", new Models.Layers.Conv2d(1, channels, 3, new Conv2dOptions { Stride = 2, Padding = 1, Bias = false })),
            ("norm", new Models.Layers.BatchNorm2d(channels)),
            ("relu", ReLU()),
            ("block1", new BasicBlock(channels, channels)),
            ("block2", new BasicBlock(channels, 2 * channels, 2)),
            ("pool", new Models.Layers.AdaptiveAvgPool2d(1)),
            ("flatten", Flatten()),
            ("output", new Linear(2 * channels, 10)));
    };

    /// <summary>A small GPT that answers a task of sequences.</summary>
    public static Func<Module<Tensor, Tensor>> Gpt(int context, int answers, double dropout = 0) => () => new Gpt(13, context, 2, 32, 2, answers, dropout);

    /// <summary>A network whose parameters whose name ends so are multiplied.</summary>
    public static Func<Module<Tensor, Tensor>> Scaled(Func<Module<Tensor, Tensor>> make, string name, double factor) =>
        Changed(make, name, parameter => parameter.mul_(factor));

    /// <summary>A network whose parameters whose name ends so have a number added.</summary>
    public static Func<Module<Tensor, Tensor>> Shifted(Func<Module<Tensor, Tensor>> make, string name, double number) =>
        Changed(make, name, parameter => parameter.add_(number));

    /// <summary>A network that keeps tensors of its own in every forward pass.</summary>
    public static Func<Module<Tensor, Tensor>> Leaking(Func<Module<Tensor, Tensor>> make, int kilobytes) => () => new LeakingNetwork(make(), kilobytes);

    /// <summary>A network with something between its parts: both run one after the other.</summary>
    public static Func<Module<Tensor, Tensor>> Cut(Func<Module<Tensor, Tensor>> first, Func<Module<Tensor, Tensor>> second) => () => new CutNetwork(first(), second());

    /// <summary>A network whose outputs go through a softmax.</summary>
    public static Func<Module<Tensor, Tensor>> WithSoftmax(Func<Module<Tensor, Tensor>> make) => () => Sequential(("inner", make()), ("softmax", Softmax(-1)));

    /// <summary>A network with dropout that works when it should not, in use.</summary>
    public static Func<Module<Tensor, Tensor>> WithBackwardsDropout(Func<Module<Tensor, Tensor>> make) => () => Sequential(("dropout", new BackwardsDropout(0.5)), ("inner", make()));

    /// <summary>A network whose outputs hardly differ from 0.</summary>
    public static Func<Module<Tensor, Tensor>> Squeezed(Func<Module<Tensor, Tensor>> make) => () => Sequential(("inner", make()), ("squeeze", new Squeeze()));

    /// <summary>A network that takes the mean of a batch off its inputs, in use too.</summary>
    public static Func<Module<Tensor, Tensor>> Centering(Func<Module<Tensor, Tensor>> make) => () => Sequential(("center", new Center()), ("inner", make()));

    /// <summary>A network that is given inputs of zeros in place of its own.</summary>
    public static Func<Module<Tensor, Tensor>> Blind(Func<Module<Tensor, Tensor>> make) => () => Sequential(("blindfold", new Blindfold()), ("inner", make()));

    /// <summary>A network with a layer that is never called.</summary>
    public static Func<Module<Tensor, Tensor>> WithUnused(Func<Module<Tensor, Tensor>> make) => () => new UnusedLayerNetwork(make());

    private static Func<Module<Tensor, Tensor>> Changed(Func<Module<Tensor, Tensor>> make, string name, Action<Tensor> change) => () =>
    {
        Module<Tensor, Tensor> network = make();
        using IDisposable noGradients = no_grad();
        foreach ((string own, Parameter parameter) in network.named_parameters())
        {
            if (own.EndsWith(name, StringComparison.Ordinal))
            {
                change(parameter);
            }
        }

        return network;
    };
}
