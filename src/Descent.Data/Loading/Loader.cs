using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;

namespace Descent.Data.Loading;

/// <summary>Turns a source into batches: in the order of seed and epoch, transformed, normalized.</summary>
/// <remarks>
/// A batch is a function of the source, the transforms, the normalizer, the seed, the epoch and its index; prefetch and workers change no bit.
/// A stream comes in its own order, whatever <see cref="LoaderOptions.Shuffle"/>, and is read by one thread; of many ranks each reads all of it, the same
/// on each, and passes over what is not in its block.
/// </remarks>
public static class Loader
{
    /// <summary>Opens a reader of batches, which the caller disposes.</summary>
    /// <param name="source">A map-style source or a stream.</param>
    /// <param name="normalizer">Fitted on the training split; null exactly where inputs are tokens.</param>
    /// <param name="transforms">Of images, applied in order before normalizing, none for evaluation; and of labels.</param>
    /// <param name="options">Batch size, order, where to start, how to read ahead.</param>
    /// <exception cref="RunConfigurationException">Options out of range, no examples, or inputs that the normalizer or the transforms do not fit.</exception>
    public static IBatchReader Open(
        IExampleSource source, Normalizer? normalizer, IReadOnlyList<Transform> transforms, LoaderOptions options)
    {
        // A batch size below 1 is among the mistakes that Require names.
        int batchSize = Math.Max(1, options.BatchSize);
        long? batchesPerEpoch = source is IMapSource { Count: long count } ? (count / batchSize) + (count % batchSize > 0 ? 1 : 0) : null;
        Require(source, options, batchesPerEpoch);
        RequireFit(source, normalizer, transforms);
        ExampleFormat format = TransformList.Apply(transforms, source);
        var stop = new CancellationTokenSource();
        IBatchFiller Filler()
        {
            var writer = new ExampleWriter(source, normalizer, transforms, options.Seed);
            return source switch
            {
                IMapSource map => new MapFiller(map, writer, options, batchesPerEpoch!.Value),
                IStreamSource stream => new StreamFiller(stream, writer, options, stop.Token),
                _ => throw new ArgumentException($"{source.GetType().Name} is neither a map-style source nor a stream.", nameof(source)),
            };
        }

        bool needsNoWorker = options is { ThreadsOnEveryCore: > 0, Workers: 1 } && source is IResidentSource;
        if (options.Prefetch == 0 || (needsNoWorker && options.ThreadsOnEveryCore == 1))
        {
            return new SyncBatchReader(Filler(), new BatchBuffer(format, options), batchesPerEpoch);
        }

        BatchBuffer[] ring = [.. Enumerable.Range(0, options.Prefetch + 1).Select(_ => new BatchBuffer(format, options))];
        if (needsNoWorker && !transforms.OfType<ImageTransform>().Any())
        {
            return new SpareTimeBatchReader((MapFiller)Filler(), ring, format.Input.Elements, batchesPerEpoch);
        }

        int workers = source is IMapSource ? options.Workers : 1;
        return new AsyncBatchReader([.. Enumerable.Range(0, workers).Select(_ => Filler())], source is IResidentSource ? Filler() : null, ring, batchesPerEpoch, stop);
    }

    // Without a normalizer inputs are copied as they are, which only tokens may be.
    private static void RequireFit(IExampleSource source, Normalizer? normalizer, IReadOnlyList<Transform> transforms)
    {
        ArrayFormat input = source.Format.Input;
        if (normalizer is not null)
        {
            normalizer.RequireChannels(input);
        }
        else if (!input.IsTokens)
        {
            throw new RunConfigurationException(new Mistake(
                "Inputs of numbers need a normalizer.", $"{input} and no normalizer", "a normalizer fitted on the training split, or inputs of tokens (Int64)",
                "Fit one: Normalizer.Fit(training split)."));
        }
        else if (TransformList.Check(transforms, source.Format, source.ClassNames.Count) is { Count: > 0 } mistakes)
        {
            throw new RunConfigurationException(mistakes);
        }
    }

    private static void Require(IExampleSource source, LoaderOptions options, long? batchesPerEpoch)
    {
        List<Mistake> mistakes = [];
        void Range(string option, long value, long low, long high)
        {
            if (value < low || value > high)
            {
                mistakes.Add(new Mistake($"{option} is out of range.", $"{value}", $"{low} to {high}", $"Give {option} a value in that range."));
            }
        }

        Range(nameof(options.BatchSize), options.BatchSize, 1, int.MaxValue / Math.Max(source.Format.Input.Elements, source.Format.Label.Elements));
        if (options.Block.Ranks < 1 || (uint)options.Block.Rank >= (uint)options.Block.Ranks || options.BatchSize % options.Block.Ranks != 0)
        {
            mistakes.Add(new Mistake(
                "The ranks do not divide the batch.", $"rank {options.Block.Rank} of {options.Block.Ranks}, batches of {options.BatchSize}",
                "ranks from 0, and a batch size that is a multiple of their number", "Choose another batch size or number of ranks."));
        }

        Range(nameof(options.Prefetch), options.Prefetch, 0, 1024);
        Range(nameof(options.Workers), options.Workers, 1, 64);
        Range(nameof(options.StartEpoch), options.StartEpoch, 0, int.MaxValue);
        if (batchesPerEpoch == 0)
        {
            mistakes.Add(new Mistake("There are no examples.", "0 examples", "1 or more", "Check where the data comes from."));
        }
        else
        {
            Range(nameof(options.StartBatch), options.StartBatch, 0, batchesPerEpoch ?? (long.MaxValue / Math.Max(1, options.BatchSize)));
        }

        if (mistakes.Count > 0)
        {
            throw new RunConfigurationException(mistakes);
        }
    }
}
