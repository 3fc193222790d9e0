using Descent.Data;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Torch.Randomness;
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

    public required Module<Tensor, Tensor> Network { get; init; }

    public required int Threads { get; init; }

    /// <summary>What the user should know before the first step.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Finds every mistake that can be found without a step, then cuts the data, fits the normalizer and makes the network.</summary>
    /// <exception cref="RunConfigurationException">Something does not fit; all that is known to be wrong is told at once.</exception>
    public static TrainingInputs Prepare(TrainingPlan plan, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data)
    {
        TrainingOptions options = plan.Training;
        List<Mistake> mistakes = [.. options.FindMistakes(), .. plan.Optimizer.FindMistakes(), .. plan.Loss.FindMistakes()];
        if (options.Schedule.NeedsLength && data.Train is IStreamSource)
        {
            mistakes.Add(new Mistake(
                "The schedule needs the number of steps, which a stream does not have.", options.Schedule.ToString(), "a constant schedule, with or without warmup",
                "Leave out --schedule."));
        }

        IReadOnlyList<Transform> transforms = TransformList.Parse(options.Transforms, mistakes);
        mistakes.AddRange(TransformList.Check(transforms, data.Train.Format, data.ClassNames.Count));
        ThrowIfAny(mistakes);
        DataSplit split = DataSplit.Make(data, options.Validation, options.Seed);
        int threads = CpuThreads.Use(options.Threads);
        TorchRandom.Key(options.Seed, InitialWeights);
        Module<Tensor, Tensor> network = makeNetwork();
        string? guarded = OneDnn.Guard(network);
        IReadOnlyList<long> output = TryOne(new ForwardPass(network, options.Precision, options.Layout), data.Train.Format.Input);
        ThrowIfAny(plan.Loss.FindMistakes(TransformList.Apply(transforms, data.Train).Label, data.ClassNames.Count, output));
        return new TrainingInputs
        {
            Plan = plan,
            Data = data,
            Split = split,
            Normalizer = split.Train.Format.Input.IsTokens ? null : Normalizer.Fit(split.Train),
            Transforms = transforms,
            Network = network,
            Threads = threads,
            Notices = guarded is null ? [] : [guarded],
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

    private static void ThrowIfAny(IReadOnlyList<Mistake> mistakes)
    {
        if (mistakes.Count > 0)
        {
            throw new RunConfigurationException(mistakes);
        }
    }
}
