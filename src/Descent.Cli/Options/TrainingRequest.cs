using System.CommandLine;
using Descent.Data.Datasets;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Models;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Cli.Options;

/// <summary>What a command line and its --config file ask to be trained.</summary>
/// <param name="Data">The data set's name or KIND:PATH.</param>
/// <param name="Architecture">The network's numbers as text; null for its own.</param>
/// <param name="Output">The run's folder; null for the default.</param>
/// <param name="Plan">The option tree.</param>
internal sealed record TrainingRequest(string Data, string? Architecture, string? Output, TrainingPlan Plan)
{
    /// <summary>Reads everything; the request is whole even where there are mistakes, with defaults in their place.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="network">The network's name; null where it is none, which is no mistake here.</param>
    /// <param name="options">The options of <see cref="TrainingOptionNames"/>.</param>
    /// <param name="config">The --config file or null; the command line wins over it.</param>
    /// <param name="mistakes">Takes every mistake.</param>
    public static TrainingRequest Read(
        ParseResult result, string? network, IReadOnlyList<Option<string>> options, string? config, List<Mistake> mistakes)
    {
        Dictionary<string, OptionValue> given = [];
        if (config is not null)
        {
            string[] names = [.. options.Select(Key)];
            given = new Dictionary<string, OptionValue>(ConfigFile.Read(config, names, mistakes));
        }

        foreach (Option<string> option in options)
        {
            if (result.GetResult(option) is { Implicit: false } found && (found.Tokens.Count > 0 || option.Arity.Equals(ArgumentArity.Zero)))
            {
                given[Key(option)] = new OptionValue(found.Tokens.Count > 0 ? found.Tokens[^1].Value : OptionValues.Yes, option.Name);
            }
        }

        return Read(new OptionValues(given, mistakes), network, mistakes);
    }

    private static TrainingRequest Read(OptionValues values, string? network, List<Mistake> mistakes)
    {
        var defaults = new TrainingOptions();
        var training = new TrainingOptions
        {
            Epochs = values.Int("epochs") ?? defaults.Epochs,
            BatchSize = values.Int("batch-size") ?? defaults.BatchSize,
            ChunkSize = values.Int("chunk-size") ?? defaults.ChunkSize,
            Exact = values.Flag("exact") ?? defaults.Exact,
            ShardOptimizer = values.Flag("shard-optimizer") ?? defaults.ShardOptimizer,
            SyncBatchNorm = values.Flag("sync-batch-norm") ?? defaults.SyncBatchNorm,
            BucketMegabytes = values.Int("bucket-megabytes") ?? defaults.BucketMegabytes,
            Parallel = values.Text("parallel") is { } parallel && ParallelText.Parse(parallel, mistakes) is { Parts: > 1 } split ? split : defaults.Parallel,
            MicroBatches = values.Int("micro-batches") ?? defaults.MicroBatches,
            Seed = values.Unsigned("seed") ?? defaults.Seed,
            Validation = values.Number("validation") ?? defaults.Validation,
            Prefetch = values.Int("prefetch") ?? defaults.Prefetch,
            Workers = values.Int("workers") ?? defaults.Workers,
            Threads = values.Int("threads") ?? defaults.Threads,
            Device = values.Choice<ComputeDevice>("device") ?? defaults.Device,
            Precision = values.Choice<Precision>("precision") ?? defaults.Precision,
            Layout = values.Choice<Layout>("layout") ?? defaults.Layout,
            Schedule = values.Text("schedule") is { } schedule ? ScheduleText.Parse(schedule, mistakes) : defaults.Schedule,
            Transforms = values.Text("transforms") ?? defaults.Transforms,
            ClipNorm = values.Number("clip-norm"),
            AverageDecay = values.Number("average-decay"),
            CheckpointEvery = values.Int("checkpoint-every") ?? defaults.CheckpointEvery,
            KeepCheckpoints = values.Int("keep-checkpoints") ?? defaults.KeepCheckpoints,
            EarlyStop = values.Int("early-stop"),
            LogEvery = values.Int("log-every") ?? defaults.LogEvery,
        };
        OptimizerOptions optimizer = ReadOptimizer(values, network, mistakes);
        Loss loss = ReadLoss(values, mistakes);
        mistakes.AddRange(training.FindMistakes());
        mistakes.AddRange(optimizer.FindMistakes());
        string data = values.Text("data") ?? "fashion-mnist";
        CheckTransforms(training.Transforms, data, mistakes);
        string? output = values.Text("output");
        mistakes.AddRange(output is null ? [] : RunFolder.FindMistakes(output));
        return new TrainingRequest(data, values.Text("architecture"), output, new TrainingPlan(training, optimizer, loss));
    }

    // What a named data set looks like is known before it is loaded; of other data the training says what does not fit.
    private static void CheckTransforms(string text, string data, List<Mistake> mistakes)
    {
        IReadOnlyList<Transform> transforms = TransformList.Parse(text, mistakes);
        if (transforms.Count > 0 && DatasetCatalog.Names.Contains(data))
        {
            DatasetDescription named = DatasetCatalog.Describe(data);
            var format = new ExampleFormat(new ArrayFormat(ElementType.UInt8, [.. named.Shape]), ArrayFormat.ClassNumber);
            mistakes.AddRange(TransformList.Check(transforms, format, named.ClassNames.Count));
        }
    }

    private static OptimizerOptions ReadOptimizer(OptionValues values, string? network, List<Mistake> mistakes)
    {
        const string Default = "adam";
        string name = values.Text("optimizer") ?? Default;
        double? rate = values.Number("learning-rate")
            ?? (name is "adam" or "adamw" ? NetworkCatalog.All.FirstOrDefault(definition => definition.Name == network)?.AdamRate : null);
        double? decay = values.Number("weight-decay");
        try
        {
            return OptimizerCatalog.Create(name, rate, decay, values.Text("optimizer-options"));
        }
        catch (RunConfigurationException e)
        {
            mistakes.AddRange(e.Mistakes);
            return OptimizerCatalog.Create(Default, rate, decay);
        }
    }

    private static Loss ReadLoss(OptionValues values, List<Mistake> mistakes)
    {
        Loss loss = Loss.CrossEntropy;
        string? text = values.Text("loss");
        try
        {
            loss = text is null ? loss : LossCatalog.Parse(text);
        }
        catch (RunConfigurationException e)
        {
            mistakes.AddRange(e.Mistakes);
            return loss;
        }

        if (values.Number("label-smoothing") is not { } smoothing)
        {
            return loss;
        }

        if (loss is not CrossEntropyLoss { LabelSmoothing: 0 } crossEntropy)
        {
            mistakes.Add(new Mistake(
                loss is CrossEntropyLoss ? "Label smoothing is given twice." : "Label smoothing belongs to cross-entropy.",
                $"--loss {text} --label-smoothing {values.Text("label-smoothing")}", "one of the two", "Leave out --label-smoothing."));
            return loss;
        }

        loss = crossEntropy with { LabelSmoothing = smoothing };
        mistakes.AddRange(loss.FindMistakes());
        return loss;
    }

    private static string Key(Option option) => option.Name[2..];
}
