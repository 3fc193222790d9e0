using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Splitting;

/// <summary>What a rank holds of a network, and who holds the rest.</summary>
internal sealed record NetworkShard
{
    /// <summary>What this rank runs; its parameters have the names that they have in the whole network.</summary>
    public required Module<Tensor, Tensor> Network { get; init; }

    /// <summary>Who holds what.</summary>
    public required RankGrid Grid { get; init; }

    /// <summary>Every tensor of the whole network, in the order in which files hold them.</summary>
    public required IReadOnlyList<WholeTensor> Whole { get; init; }

    /// <summary>This rank's place in a pipeline; null where it runs the whole depth of the network.</summary>
    public StagePlace? Stage { get; init; }

    /// <summary>The ranks with which it computes each layer; null where it computes alone.</summary>
    public TensorGroup? Group { get; init; }

    /// <summary>By name, which part of a tensor this rank holds; the others are whole.</summary>
    public IReadOnlyDictionary<string, TensorPart> Parts { get; init; } = new Dictionary<string, TensorPart>();

    /// <summary>The trained tensors that several ranks of <see cref="RankGrid.Parts"/> hold alike.</summary>
    public IReadOnlyList<WholeTensor> Shared { get; init; } = [];

    /// <summary>Those of them that a rank before this one holds too, so that they are not counted here.</summary>
    public IReadOnlySet<string> Borrowed { get; init; } = new HashSet<string>();

    /// <summary>Whether other ranks hold other parts.</summary>
    public bool IsSplit => Grid.Parts.Size > 1;

    /// <summary>Whether this rank's losses and outputs are those that count, of the ranks that hold one network.</summary>
    public bool IsVoice => Stage?.IsLast ?? Grid.Parts.Rank == 0;

    /// <summary>Trained numbers of the whole network.</summary>
    public long ParameterCount => Whole.Where(tensor => tensor.IsTrained).Sum(tensor => tensor.Count);

    /// <summary>A whole network on every rank.</summary>
    public static NetworkShard OfWhole(Module<Tensor, Tensor> network, Collectives.ICollective ranks) =>
        new() { Network = network, Grid = RankGrid.OfReplicas(ranks), Whole = Describe(network) };

    /// <summary>Every tensor of a network.</summary>
    public static IReadOnlyList<WholeTensor> Describe(Module network) =>
    [
        // As flat parameters lie: those that decay first.
        .. NetworkWeights.Trained(network).OrderBy(item => item.Tensor.dim() < 2).Select(item => Describe(item, isTrained: true)),
        .. NetworkWeights.Untrained(network).Select(item => Describe(item, isTrained: false)),
    ];

    private static WholeTensor Describe((string Name, Tensor Tensor) item, bool isTrained) =>
        new(item.Name, TensorTypes.Of(item.Tensor.dtype), item.Tensor.shape, isTrained);
}
