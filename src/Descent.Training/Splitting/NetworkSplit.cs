using System.Globalization;
using System.Text;
using Descent.Runs;
using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Sequential = TorchSharp.Modules.Sequential;

namespace Descent.Training.Splitting;

/// <summary>Makes a whole network the part of it that a rank holds.</summary>
/// <param name="network">The same on every rank.</param>
/// <param name="options">How its numbers are computed.</param>
/// <param name="place">Where it lies.</param>
internal sealed class NetworkSplit(Module<Tensor, Tensor> network, TrainingOptions options, Placement place)
{
    /// <summary>What keeps a network from being split so; empty when nothing does.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(Module<Tensor, Tensor> network, ModelParallel parallel) => parallel.Kind switch
    {
        ParallelKind.Pipeline => FindStageMistakes(network, parallel),
        _ => FindTensorMistakes(network, parallel),
    };

    /// <summary>Keeps this rank's part; called by all ranks.</summary>
    /// <param name="parallel">How it is split, free of mistakes.</param>
    /// <param name="ranks">All ranks.</param>
    /// <param name="input">A micro-batch of inputs, to measure with.</param>
    public NetworkShard Make(ModelParallel parallel, ICollective ranks, Tensor input)
    {
        IReadOnlyList<WholeTensor> whole = NetworkShard.Describe(network);
        RankGrid grid = RankGrid.OfParts(ranks, parallel.Parts);
        return parallel.Kind == ParallelKind.Pipeline ? MakeStage(grid, whole, input) : MakeParts(grid, whole);
    }

    // The links of a chain, if it is one.
    private static IReadOnlyList<ChainLink>? LinksOf(Module network) => network switch
    {
        IAuxiliaryOutputs => null,
        IChainedNetwork chain => chain.Links,
        Sequential layers when layers.named_children().All(child => child.module is Module<Tensor, Tensor>) =>
            [.. layers.named_children().Select(child => new ChainLink(((Module<Tensor, Tensor>)child.module).call, (child.name, child.module)))],
        _ => null,
    };

    private static bool IsTrained(ChainLink link) => link.Layers.Any(layer => NetworkWeights.Trained(layer.Layer).Any());

    // A parameter that layers of different names share would come apart.
    private static bool HasTwoNames(IReadOnlyList<ChainLink> links) => links.SelectMany(NamedParametersOf)
        .GroupBy(parameter => parameter.Tensor.Handle, parameter => parameter.Name).Any(names => names.Distinct().Count() > 1);

    private static IReadOnlyList<Mistake> FindStageMistakes(Module<Tensor, Tensor> network, ModelParallel parallel)
    {
        var mistakes = new MistakeList();
        if (LinksOf(network) is not { } links || HasTwoNames(links))
        {
            mistakes.Add(
                "This network is no chain of layers that could be cut into stages.", $"{network.GetName()} with --parallel {parallel}",
                "a network whose layers run one after the other (all of the catalog but googlenet and transformer), or one that implements IChainedNetwork",
                "Choose another network, or leave out --parallel.");
        }
        else if (links.Count(IsTrained) is var most && most < parallel.Parts)
        {
            mistakes.Add(
                "The network has fewer layers to train than stages.", $"--parallel {parallel}, {most} pieces with parameters",
                string.Create(CultureInfo.InvariantCulture, $"pipeline:2 to pipeline:{most}"), "Cut it into fewer stages, or choose a deeper network.");
        }

        return mistakes.Items;
    }

    private static IReadOnlyList<Mistake> FindTensorMistakes(Module<Tensor, Tensor> network, ModelParallel parallel)
    {
        var mistakes = new MistakeList();
        ISplitLayer[] layers = [.. LayersOf(network)];
        if (layers.Length == 0)
        {
            mistakes.Add(
                "No layer of this network can be split.", $"{network.GetName()} with --parallel {parallel}",
                "mlp, gpt, transformer, vit-tiny, vit-small, or a network with layers that implement ISplitLayer", "Choose another network, or leave out --parallel.");
        }

        foreach ((string name, long count) in layers.Select(layer => layer.Parts).Distinct().Where(parts => parts.Count % parallel.Parts != 0))
        {
            mistakes.Add(
                $"The {name} cannot be shared out evenly.", $"{count} {name}, --parallel {parallel}", $"a number of parts that divides {count}",
                "Give another number of parts, or other numbers of the network with --architecture.");
        }

        return mistakes.Items;
    }

    private static IEnumerable<ISplitLayer> LayersOf(Module network) => network.modules().Prepend(network).OfType<ISplitLayer>().Distinct();

    // What rank 0 measures holds for all: they must cut at the same places.
    private NetworkShard MakeStage(RankGrid grid, IReadOnlyList<WholeTensor> whole, Tensor input)
    {
        IReadOnlyList<ChainLink> links = LinksOf(network)!;
        network.eval();
        string own = grid.All.Rank == 0 ? string.Join(' ', Cut(links, grid.Parts.Size, input)) : "";
        int[] starts = [.. Encoding.UTF8.GetString(grid.All.Gather(Encoding.UTF8.GetBytes(own))[0]).Split(' ').Select(start => int.Parse(start, CultureInfo.InvariantCulture))];
        int stage = grid.Parts.Rank;
        IReadOnlyList<ChainLink> Links(int which) => [.. links.Take(starts.ElementAtOrDefault(which + 1) is > 0 and var end ? end : links.Count).Skip(starts[which])];
        long[][] shapes = ShapesBefore(links, input);
        network.train();

        PipelineStage module = new(network.GetName(), Links(stage));
        HashSet<string>[] held = [.. starts.Select((_, which) => Links(which).SelectMany(NamedParametersOf).Select(parameter => parameter.Name).ToHashSet())];
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            if (!held[stage].Contains(name))
            {
                parameter.Dispose();
            }
        }

        WholeTensor[] shared = [.. whole.Where(tensor => tensor.IsTrained && held.Count(names => names.Contains(tensor.Name)) > 1)];
        return new NetworkShard
        {
            Network = module,
            Grid = grid,
            Whole = whole,
            Stage = new StagePlace(grid.Parts, stage == 0 ? null : shapes[starts[stage]], stage == starts.Length - 1 ? null : shapes[starts[stage + 1]]),
            Shared = shared,
            Borrowed = shared.Select(tensor => tensor.Name).Where(name => held.Take(stage).Any(names => names.Contains(name))).ToHashSet(),
        };
    }

    private static IEnumerable<(string Name, Tensor Tensor)> NamedParametersOf(ChainLink link) =>
        link.Layers.SelectMany(layer => layer.Layer.named_parameters().Select(parameter => ($"{layer.Name}.{parameter.name}", (Tensor)parameter.parameter)));

    private int[] Cut(IReadOnlyList<ChainLink> links, int stages, Tensor input) =>
        StageCut.Balance(LinkTimes.Measure(links, Call, input), [.. links.Select(IsTrained)], stages);

    private Tensor Call(ChainLink link, Tensor values) =>
        new ForwardPass(new PipelineStage(network.GetName(), [link]), options.Precision, options.Layout, place).Call(values);

    // The shape of what goes into each link, without the rows.
    private long[][] ShapesBefore(IReadOnlyList<ChainLink> links, Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        long[][] shapes = new long[links.Count][];
        Tensor values = input;
        for (int i = 0; i < links.Count; i++)
        {
            shapes[i] = values.shape[1..];
            values = Call(links[i], values);
        }

        return shapes;
    }

    private NetworkShard MakeParts(RankGrid grid, IReadOnlyList<WholeTensor> whole)
    {
        TensorGroup group = new(grid.Parts.Rank, grid.Parts.Size, grid.Parts.Sum);
        foreach (ISplitLayer layer in LayersOf(network))
        {
            layer.Split(group);
        }

        Dictionary<nint, TensorPart> cut = group.Parts.ToDictionary(item => item.Parameter.Handle, item => item.Part);
        Dictionary<string, TensorPart> parts = network.named_parameters()
            .Where(parameter => cut.ContainsKey(parameter.parameter.Handle)).ToDictionary(parameter => parameter.name, parameter => cut[parameter.parameter.Handle]);
        WholeTensor[] shared = [.. whole.Where(tensor => tensor.IsTrained && !parts.ContainsKey(tensor.Name))];
        return new NetworkShard
        {
            Network = network,
            Grid = grid,
            Whole = whole,
            Group = group,
            Parts = parts,
            Shared = shared,
            Borrowed = grid.Parts.Rank == 0 ? [] : shared.Select(tensor => tensor.Name).ToHashSet(),
        };
    }
}
