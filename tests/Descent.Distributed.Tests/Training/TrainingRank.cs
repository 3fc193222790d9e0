using System.Diagnostics;
using System.Globalization;
using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Sequences;
using Descent.Data.Sources;
using Descent.Distributed.Mpi;
using Descent.Distributed.Tests.Mpi;
using Descent.Models;
using Descent.Models.Layers;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Torch.Networks;
using Descent.Training;
using Descent.Training.Collectives;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Splitting;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Distributed.Tests.Training;

/// <summary>A rank that trains: what it is told is the network, the folder, the number of the step to stop after (0 for none) and words of options.</summary>
internal static class TrainingRank
{
    // 530 examples, 53 of them held out, are 14 batches of 32 and one of 29; 14 epochs are 210 steps.
    private static readonly TrainingOptions Options = new() { Epochs = 14, BatchSize = 32, Transforms = "crop:2,rotate:10", LogEvery = 1, ClipNorm = 5, AverageDecay = 0.9 };

    private static readonly SequenceTask Digits = SequenceTask.Of("copy", 3);

    public static int Run(string network, string folder, string stopAfter, string[] words)
    {
        Libtorch.Load();
        using ICollective ranks = MpiCollective.Join(new MpiJoinOptions { Silence = FailingRank.Silence });
        using CancellationTokenSource stop = new();
        long last = long.Parse(stopAfter, CultureInfo.InvariantCulture);
        ModelParallel? parallel = null;
        TrainingOptions options = words.Aggregate(Options, (made, word) => word.Split(':') switch
        {
            ["chunk", var size] => made with { ChunkSize = int.Parse(size, CultureInfo.InvariantCulture) },
            ["clip", var limit] => made with { ClipNorm = double.Parse(limit, CultureInfo.InvariantCulture) },
            ["every", var steps] => made with { CheckpointEvery = int.Parse(steps, CultureInfo.InvariantCulture) },
            ["pipeline" or "tensor", var parts] => made with
            {
                Parallel = parallel = new ModelParallel(word[0] == 't' ? ParallelKind.Tensor : ParallelKind.Pipeline, int.Parse(parts, CultureInfo.InvariantCulture)),
            },
            _ => Flag(made, word),
        });
        TrainingOptions Flag(TrainingOptions made, string word) => word switch
        {
            "sgd" or "none" or "kill" or "torn" => made,
            "exact" => made with { Exact = true },
            "short" => made with { Epochs = 2 },
            // Of 9 examples in the last batch rank 0 of 2 has all.
            "sync" => made with { SyncBatchNorm = true, BatchSize = 52, Epochs = 1, AverageDecay = null },
            "alone" => made with { SyncBatchNorm = false },
            "shards" => made with { ShardOptimizer = true },
            "often" => made with { CheckpointEvery = 5 },
            "throws" or "leaves" => made,
            "reader" => made with { Prefetch = 7, Workers = 3 },
            "apart" => ranks.Rank == 1 ? made with { BatchSize = 64 } : made,
            "away" => made with { ClipNorm = null, AverageDecay = null },
            _ => throw new ArgumentException($"There is no option '{word}'.", nameof(words)),
        };
        // Only one rank is asked to stop; the others hear of it.
        Action strike = words.Contains("kill") ? Process.GetCurrentProcess().Kill
            : words.Contains("torn") ? () => KillInMidst(Path.Combine(folder, "checkpoints", $".step-{last:D8}.tmp", "weights-00002-of-00002.safetensors"))
            : words.Contains("leaves") ? () => Environment.Exit(0) : stop.Cancel;
        var watcher = new Stopper(last, ranks.Rank == ranks.Size - 1 && !words.Contains("throws") ? strike : () => { });
        TrainerSetup setup = new() { Output = folder, Collective = ranks, Stop = stop.Token, Observers = [watcher] };
        bool isOfTokens = network is "gpt" or "transformer";
        Dataset data = isOfTokens
            ? new Dataset("copy", new SequenceSource(Digits, 1, 530, isTest: false), new SequenceSource(Digits, 1, 60, isTest: true))
            : new Dataset("glyphs", Draw(new GlyphSource(1, 0, 530)), Draw(new GlyphSource(1, 100_000, 300)));
        options = isOfTokens ? options with { Transforms = "" } : options;
        Func<Module<Tensor, Tensor>> make = network switch
        {
            "lenet" => () => new LeNet(),
            "mlp" => () => new Mlp([1, 28, 28], hidden: 32),
            "gpt" or "transformer" => () => NetworkCatalog.Create(
                network, data.Train.Format.Input.Shape, data.ClassNames.Count, new Dictionary<string, long> { ["layers"] = 2, ["width"] = 16, ["heads"] = 2, ["dropout"] = 10, ["answers"] = data.Train.Format.Label.Shape[0] }),
            "norms" => Norms,
            _ => RandomLayers,
        };
        make = words.Contains("throws") && ranks.Rank == 1 ? () => Breaking(RandomLayers(), last) : make;
        OptimizerOptions optimizer = words.Contains("away") ? new SgdOptions { LearningRate = 1e20 }
            : words.Contains("sync") ? new SgdOptions { LearningRate = 0.05 }
            : words.Contains("sgd") ? new SgdOptions { LearningRate = 0.1 }
            : new AdamOptions { LearningRate = 0.002 };
        TrainingOutcome outcome;
        try
        {
            outcome = Directory.Exists(folder)
                ? Trainer.Resume(
                    RunFolder.Open(folder), make, data, setup, shardOptimizer: words.Contains("shards"), parallel: parallel ?? (words.Contains("none") ? ModelParallel.None : null))
                : new Trainer(options, setup).Fit(make, data, optimizer, Loss.CrossEntropy);
        }
        catch (NonFiniteException e)
        {
            Console.WriteLine($"rank {ranks.Rank} refused step {e.Step} for {e.Where} of {string.Join(' ', e.ExampleIds)}");
            return 0;
        }

        Console.WriteLine($"rank {ranks.Rank} {outcome.End} step {outcome.Steps} loss {outcome.Train?.Loss:R} test {outcome.Test?.Loss:R} {outcome.Test?.Accuracy:R}");
        return 0;
    }

    // As soon as it has begun to write that file.
    private static void KillInMidst(string path) => new Thread(() =>
    {
        while (!File.Exists(path))
        {
        }

        Process.GetCurrentProcess().Kill();
    }).Start();

    private static ArraySource Draw(GlyphSource source)
    {
        byte[] inputs = new byte[source.Count * source.Format.Input.Bytes];
        byte[] labels = new byte[source.Count * source.Format.Label.Bytes];
        source.Read([.. Enumerable.Range(0, (int)source.Count).Select(i => (long)i)], inputs, labels);
        return new ArraySource(source.Format, inputs, labels, source.ClassNames);
    }

    // A bug in a user's network that shows after so many steps.
    private static Module<Tensor, Tensor> Breaking(Module<Tensor, Tensor> network, long steps)
    {
        ForwardHook.Watch(network, (_, _) =>
        {
            if (network.training && steps-- == 0)
            {
                throw new InvalidOperationException("the network is broken");
            }
        });
        return network;
    }

    // What makes exactness hard: running statistics and dropout.
    private static Module<Tensor, Tensor> RandomLayers() => Sequential(
        ("conv", Conv2d(1, 6, 3, padding: 1)), ("norm1", new BatchNorm2d(6)), ("relu1", ReLU()), ("pool", MaxPool2d(4)),
        ("flatten", Flatten()), ("dropout1", new Dropout(0.2)), ("linear1", Linear(6 * 7 * 7, 40)), ("norm2", new BatchNorm1d(40)),
        ("relu2", ReLU()), ("dropout2", new Dropout(0.3)), ("linear2", Linear(40, 10)));

    private static Module<Tensor, Tensor> Norms() => Sequential(
        ("conv", new Conv2d(1, 6, 3)), ("norm1", new BatchNorm2d(6)), ("relu1", ReLU()), ("pool", new MaxPool2d(4)),
        ("flatten", Flatten()), ("linear1", new Linear(6 * 6 * 6, 40)), ("norm2", new BatchNorm1d(40)), ("relu2", ReLU()), ("linear2", new Linear(40, 10)));

    private sealed class Stopper(long step, Action act) : ITrainingObserver
    {
        public void StepFinished(in StepReport report)
        {
            if (report.Step == step)
            {
                act();
            }
        }
    }
}
