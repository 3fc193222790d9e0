using Descent.Data;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Torch.Randomness;
using Descent.Training.Collectives;
using Descent.Training.Evaluation;
using Descent.Training.Schedules;
using Descent.Training.Splitting;
using Descent.Training.Summing;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>What a run is made from, checked as a whole before anything is written.</summary>
internal sealed record TrainingInputs
{
    // A coordinate of its own: no step's dropout is keyed by it.
    private const ulong InitialWeights = ulong.MaxValue;

    public required TrainingPlan Plan { get; init; }

    public required Dataset Data { get; init; }

    public required DataSplit Split { get; init; }

    /// <summary>Fitted on the training split; null for tokens.</summary>
    public required Normalizer? Normalizer { get; init; }

    public required IReadOnlyList<Transform> Transforms { get; init; }

    /// <summary>The whole network; of one that is split only this rank's part has memory.</summary>
    public required Module<Tensor, Tensor> Network { get; init; }

    /// <summary>What this rank holds of it.</summary>
    public required NetworkShard Shard { get; init; }

    /// <summary>Where the network lies.</summary>
    public required Placement Place { get; init; }

    public required int Threads { get; init; }

    /// <summary>What the user should know before the first step.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The run's network as it is used and not as it is trained.</summary>
    /// <param name="forward">The network as the run calls it.</param>
    /// <param name="shard">With whom examples are shared; nobody when null.</param>
    public Evaluator EvaluatorOf(ForwardPass forward, NetworkShard? shard = null) => new(forward, Normalizer, [.. Transforms.OfType<OneHotTransform>()]) { Shard = shard };

    /// <summary>Finds every mistake that can be found without a step, then cuts the data, fits the normalizer and makes the network.</summary>
    /// <exception cref="RunConfigurationException">Something does not fit; all that is known to be wrong is told at once.</exception>
    public static TrainingInputs Prepare(TrainingPlan plan, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, ICollective ranks)
    {
        bool isStream = data.Train is IStreamSource;
        Schedule schedule = plan.Training.Schedule ?? (isStream ? new ConstantSchedule() : new CosineSchedule());
        TrainingOptions options = plan.Training with { Schedule = schedule };
        List<Mistake> mistakes = [.. options.FindMistakes(), .. plan.Optimizer.FindMistakes(), .. plan.Loss.FindMistakes()];
        if (mistakes.Count == 0)
        {
            mistakes.AddRange(FindRankMistakes(options, ranks.Size));
        }

        if (mistakes.Count == 0)
        {
            options = Settle(options, ranks);
            mistakes.AddRange(ChunkCut.FindMistakes(options, ReplicasOf(options, ranks)));
        }

        if (schedule.NeedsLength && isStream)
        {
            mistakes.Add(new Mistake(
                "The schedule needs the number of steps, which a stream does not have.", schedule.ToString(), "a constant schedule, with or without warmup",
                "Leave out --schedule."));
        }

        IReadOnlyList<Transform> transforms = TransformList.Parse(options.Transforms, mistakes);
        mistakes.AddRange(TransformList.Check(transforms, data.Train.Format, data.ClassNames.Count));
        ThrowIfAny(mistakes);
        DataSplit split = DataSplit.Make(data, options.Validation, options.Seed);
        int threads = CpuThreads.Use(options.Threads);
        Placement place = Placement.Of(options.Device);
        TorchRandom.Key(options.Seed, InitialWeights);
        Module<Tensor, Tensor> network = makeNetwork();
        string? guarded = options.Device == ComputeDevice.Cpu ? OneDnn.Guard(network, options.Layout == Layout.Nhwc) : null;
        ThrowIfAny(options.SyncBatchNorm ? [.. SharedStatistics.FindMistakes(network)] : []);
        place.Move(network);
        IReadOnlyList<long> output = TryOne(new ForwardPass(network, options.Precision, options.Layout, place), data.Train.Format.Input);
        ThrowIfAny(
        [
            .. plan.Loss.FindMistakes(TransformList.Apply(transforms, data.Train).Label, data.ClassNames.Count, output),
            .. options.Parallel is { } parallel ? NetworkSplit.FindMistakes(network, parallel) : [],
        ]);
        return new TrainingInputs
        {
            Plan = plan with { Training = options },
            Data = data,
            Split = split,
            Normalizer = split.Train.Format.Input.IsTokens ? null : Normalizer.Fit(split.Train),
            Transforms = transforms,
            Network = network,
            Shard = SplitNetwork(network, options, place, data.Train.Format.Input, ranks),
            Place = place,
            Threads = threads,
            Notices = guarded is null ? [] : [guarded],
        };
    }

    private static IReadOnlyList<Mistake> FindRankMistakes(TrainingOptions options, int ranks)
    {
        var mistakes = new MistakeList();
        SplitMistakes.Find(options, ranks, mistakes);
        return mistakes.Items;
    }

    private static int ReplicasOf(TrainingOptions options, ICollective ranks) => ranks.Size / (options.Parallel?.Parts ?? 1);

    // Ranks that do not agree would wait for each other; all other differences are told later.
    private static NetworkShard SplitNetwork(Module<Tensor, Tensor> network, TrainingOptions options, Placement place, ArrayFormat input, ICollective ranks)
    {
        RankAgreement.Require(ranks, options.Parallel is null ? [] : [("parallel", $"{options.Parallel}"), ("training.chunkSize", $"{options.ChunkSize}")]);
        if (options.Parallel is null)
        {
            return NetworkShard.OfWhole(network, ranks);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor one = ForwardPass.ZeroInput(input);
        int rows = options.ChunkSize == 0 ? options.BatchSize / ReplicasOf(options, ranks) : options.ChunkSize;
        return new NetworkSplit(network, options, place).Make(options.Parallel, ranks, one.repeat([rows, .. input.Shape.Select(_ => 1L)]));
    }

    // What is left open where it must not differ from rank to rank, nor be measured: in exact mode, and where ranks share the cores.
    private static TrainingOptions Settle(TrainingOptions options, ICollective ranks)
    {
        if (!options.Exact && ranks.Size == 1)
        {
            return options;
        }

        return options with
        {
            ChunkSize = options.ChunkSize != 0 ? options.ChunkSize
                : options.Exact ? ChunkCut.Default(options.BatchSize)
                : options.Parallel?.Kind == ParallelKind.Pipeline ? SplitMistakes.MicroBatchSize(options, ReplicasOf(options, ranks))
                : 0,
            Threads = Math.Max(1, options.Threads),
            Layout = options.Layout == Layout.Auto ? Layout.Nchw : options.Layout,
        };
    }

    // The shape of the output for one input; a network that cannot take it says so here, not in step 1.
    private static long[] TryOne(ForwardPass forward, ArrayFormat input)
    {
        try
        {
            return forward.Try(input);
        }
        catch (Exception e) when (e is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            throw new RunConfigurationException(new Mistake(
                "The network cannot take these inputs.", $"[{string.Join(", ", input.Shape)}]", e.Message, "Choose another network or other data."));
        }
    }

    private static void ThrowIfAny(List<Mistake> mistakes)
    {
        if (mistakes.Count > 0)
        {
            throw new RunConfigurationException(mistakes);
        }
    }
}
