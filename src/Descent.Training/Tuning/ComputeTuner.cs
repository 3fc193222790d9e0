using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Torch.Loading;
using Descent.Training.Artifacts;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Tuning;

/// <summary>Chooses threads and layout where they were left open: the fastest measured, and the default for a run too short to gain by it.</summary>
/// <remarks>
/// The choice goes into the run's plan, so that a resumed run keeps it and its bits. Whether to measure depends on the number of steps and never on
/// the clock; what was measured is remembered, so that the same command gives the same bits on one machine.
/// </remarks>
internal static class ComputeTuner
{
    // Measuring takes about as long as a hundred steps of a small network.
    private const long LeastSteps = 500;

    // Below this gain the default stands: so much is noise.
    private const double WorthChanging = 0.95;
    private const double OutOfTheRace = 4;
    private const int LeastRounds = 2;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(100);

    /// <summary>A plan that this machine can follow: a run from a machine with more cores goes on with those of this one.</summary>
    public static TrainingPlan Fit(TrainingPlan plan) =>
        plan with { Training = plan.Training with { Threads = Math.Min(plan.Training.Threads, Environment.ProcessorCount) } };

    /// <summary>The defaults for what is open, without measuring: what a resumed run from before there was a choice was trained with.</summary>
    public static TrainingInputs Keep(TrainingInputs inputs) => With(inputs, Default(inputs));

    /// <summary>The inputs with threads and layout chosen.</summary>
    public static TrainingInputs Choose(TrainingInputs inputs, TrainerSetup setup)
    {
        ComputeSetting usual = Default(inputs);
        ComputeSetting[] candidates = [.. Candidates(inputs, usual)];
        bool isFixed = inputs.Plan.Training.Exact || setup.Collective.Size > 1 || inputs.Place.IsMirrored;
        if (isFixed || candidates.Length == 1 || !IsLong(inputs))
        {
            return With(inputs, usual);
        }

        TuningMemory memory = new(setup.TuningFolder ?? Path.Combine(UserCache.Folder, "tuning"));
        string subject = Subject(inputs);
        if (memory.Recall(subject) is { } known && candidates.Contains(known))
        {
            return With(inputs, known, $"{known}: measured here before as the fastest.");
        }

        Dictionary<ComputeSetting, double> seconds = [];
        try
        {
            Measure(inputs, candidates, seconds);
        }
        catch (ExampleException)
        {
            return With(inputs, usual); // The run itself meets the same example and says so.
        }

        ComputeSetting fastest = seconds.MinBy(pair => pair.Value).Key;
        ComputeSetting chosen = seconds[fastest] < WorthChanging * seconds[usual] ? fastest : usual;
        string measured = string.Join(", ", seconds.OrderBy(pair => pair.Value).Select(pair =>
            string.Create(CultureInfo.InvariantCulture, $"{pair.Value * 1e3:G3} ms with {pair.Key}")));
        string forgotten = memory.Remember(subject, chosen) is { } failure ? $" It could not be remembered: {failure}" : "";
        return With(inputs, chosen, $"{chosen}: chosen by measuring forward and backward, {measured}.{forgotten}");
    }

    private static ComputeSetting Default(TrainingInputs inputs) =>
        new(inputs.Threads, inputs.Plan.Training.Layout == Layout.Auto ? Layout.Nchw : inputs.Plan.Training.Layout);

    private static IEnumerable<ComputeSetting> Candidates(TrainingInputs inputs, ComputeSetting usual)
    {
        TrainingOptions options = inputs.Plan.Training;
        int cores = Environment.ProcessorCount;
        int[] threads = options.Threads > 0 ? [usual.Threads] : [.. PowersOfTwo(cores).Append(cores - 1).Append(cores).Where(count => count > 0).Distinct()];
        bool hasImages = inputs.Data.Train.Format.Input.Shape is [_, _, _] && NetworkWeights.Trained(inputs.Network).Any(p => p.Tensor.dim() == 4);
        bool mayTry = hasImages && !OneDnn.EndsChannelsLast(inputs.Network);
        Layout[] layouts = options.Layout == Layout.Auto && mayTry ? [Layout.Nchw, Layout.Nhwc] : [usual.Layout];
        return from layout in layouts from count in threads select new ComputeSetting(count, layout);
    }

    private static IEnumerable<int> PowersOfTwo(int below)
    {
        for (int power = 1; power < below; power *= 2)
        {
            yield return power;
        }
    }

    // A stream has no length, and may not be one that can be opened twice.
    private static bool IsLong(TrainingInputs inputs)
    {
        TrainingOptions options = inputs.Plan.Training;
        return inputs.Split.Train is IMapSource { Count: long count } && options.Epochs * (count / options.BatchSize) >= LeastSteps;
    }

    // In turns, so that what disturbs the machine meanwhile disturbs all alike; the best turn of each counts.
    private static void Measure(TrainingInputs inputs, ComputeSetting[] candidates, Dictionary<ComputeSetting, double> seconds)
    {
        TrainingOptions options = inputs.Plan.Training;
        using IBatchReader reader = Loader.Open(inputs.Split.Train, inputs.Normalizer, inputs.Transforms, new LoaderOptions
        {
            BatchSize = options.BatchSize,
            Prefetch = options.Prefetch,
            Workers = options.Workers,
            Seed = options.Seed,
        });
        using var trial = new StepTrial(inputs, reader);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < LeastRounds || Stopwatch.GetElapsedTime(start) < Budget; round++)
        {
            double best = seconds.Count == 0 ? double.PositiveInfinity : seconds.Values.Min();
            foreach (ComputeSetting candidate in candidates.Where(c => !seconds.TryGetValue(c, out double known) || known < OutOfTheRace * best))
            {
                seconds[candidate] = Math.Min(seconds.GetValueOrDefault(candidate, double.PositiveInfinity), trial.Measure(candidate));
            }
        }
    }

    private static TrainingInputs With(TrainingInputs inputs, ComputeSetting setting, params IReadOnlyList<string> notices)
    {
        set_num_threads(setting.Threads);
        return inputs with
        {
            Plan = inputs.Plan with { Training = inputs.Plan.Training with { Threads = setting.Threads, Layout = setting.Layout } },
            Threads = setting.Threads,
            Notices = [.. inputs.Notices, .. notices],
        };
    }

    private static string Subject(TrainingInputs inputs)
    {
        TrainingOptions options = inputs.Plan.Training;
        return string.Join("; ",
            $"{Processor()}, {Environment.ProcessorCount} cores, libtorch {PackageVersions.Libtorch}",
            $"{inputs.Network.GetType().FullName} on [{string.Join(", ", inputs.Data.Train.Format.Input.Shape)}]",
            string.Join(' ', NetworkWeights.Trained(inputs.Network).Select(p => $"{p.Name} [{string.Join(", ", p.Tensor.shape)}]")),
            $"batch {options.BatchSize} in chunks of {options.ChunkSize}, {options.Precision}, prefetch {options.Prefetch} by {options.Workers}",
            $"asked: threads {options.Threads}, layout {options.Layout}");
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } name
            ? name.Split(": ")[^1] : RuntimeInformation.ProcessArchitecture.ToString();
}
