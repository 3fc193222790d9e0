using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models;
using Descent.Torch.Operators;
using Descent.Training;
using Descent.Training.Checkpoints;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 11: one training by one process and by several, who share the examples or the network; and what becomes of two that do not talk.</summary>
internal sealed class ManyProcesses() : Experiment(11)
{
    private const int BatchSize = 64;
    private const int Chunk = 16;
    private const int FloatBytes = 4;

    // Several seconds in full: in the first ones programs are compiled, on the core that trains.
    private const int TimedEpochs = 16;

    // Adam divides each gradient by its own size: of one that is nothing but rounding it would make a whole step.
    private static readonly string[] Sgd = ["--optimizer", "sgd", "--learning-rate", "0.05"];

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("glyphs");
        ShareExamples(notebook);
        ShareNetwork(notebook);
        DoNotTalk(notebook);
    }

    // Exact mode: the same chunks, summed in the same tree, however many processes there are.
    private static void ShareExamples(Notebook notebook)
    {
        int[] counts = [1, 2, 4];
        IReadOnlyList<LabProcess> LeNet(string what, int count, int batchSize) =>
            Train(notebook, what, batchSize, TimedEpochs, [.. Launch(count), "train", "lenet", "--exact", "--chunk-size", $"{Chunk}"]);
        IReadOnlyList<LabProcess>[] found = [.. counts.Select(count => LeNet($"lenet by {count} process{(count == 1 ? "" : "es")}", count, BatchSize))];
        Measurement[] steps = [.. counts.Zip(found, (count, runs) => notebook.Record($"step-{count}", Unit.Seconds, runs.Select(one => one.StepSeconds)))];

        // What one of two processes computes, without the other: all else is talking and waiting.
        IReadOnlyList<LabProcess> half = LeNet("half a batch by 1 process", 1, BatchSize / 2);
        Measurement halves = notebook.Record("step-half", Unit.Seconds, half.Select(one => one.StepSeconds));
        notebook.Record("gain", Unit.Times, steps[0].Samples.Zip(steps[1].Samples, (one, two) => one / two));
        notebook.Record("talk", Unit.Percent, steps[1].Samples.Zip(halves.Samples, (two, own) => Math.Max(0, 1 - (own / two))));
        notebook.Record("bytes", Unit.Bytes, (double)found[0][0].Result.Parameters * FloatBytes);
        notebook.Record("cores", Unit.Count, Environment.ProcessorCount);
        notebook.Add(new BarPlot
        {
            Title = ("Time of a step of LeNet, 64 images in all", "LeNet 一步的时间,总批次 64 张图片"),
            Y = ("milliseconds", "毫秒"),
            Groups = ["1", "2", "4", "1 (32)"],
            Series = [new BarSeries(("processes", "进程数"), [.. steps.Append(halves).Select(step => new Measurement(Unit.Number, [.. step.Samples.Select(one => 1e3 * one)]))])],
        });
        notebook.Decide("same", found.All(runs => runs.Zip(found[0]).All(pair => pair.First.HasBytesOf(pair.Second))));
    }

    private static void ShareNetwork(Notebook notebook)
    {
        IReadOnlyList<LabProcess> Mlp(string what, int count, params string[] words) => Train(notebook, what, BatchSize, 1, [.. Launch(count), "train", "mlp", .. Sgd, .. words]);
        IReadOnlyList<LabProcess> whole = Mlp("a perceptron by 1 process", 1, "--chunk-size", $"{Chunk}");
        IReadOnlyList<LabProcess> pipeline = Mlp("half of its layers each", 2, "--parallel", "pipeline:2", "--micro-batches", $"{BatchSize / Chunk}");
        IReadOnlyList<LabProcess> tensors = Mlp("half of every matrix each", 2, "--parallel", "tensor:2", "--chunk-size", $"{Chunk}");
        Measurement apart = notebook.Record("tensor-error", Unit.Number, whole.Zip(tensors, (one, two) => Difference(one.Weights, two.Weights)));
        notebook.Record("step-whole", Unit.Seconds, whole.Select(one => one.StepSeconds));
        notebook.Record("step-pipeline", Unit.Seconds, pipeline.Select(one => one.StepSeconds));
        notebook.Record("step-tensor", Unit.Seconds, tensors.Select(one => one.StepSeconds));
        notebook.Decide("split", whole.Zip(pipeline).All(pair => pair.First.HasBytesOf(pair.Second)) && apart.Most < 1e-3);
    }

    // Two trainings that begin with the same weights, each with half of the images, beside one with all of them and as many steps.
    private static void DoNotTalk(Notebook notebook)
    {
        IReadOnlyList<Apart> found = notebook.PerSeed("two that do not talk", seed => Measure(notebook, seed));
        notebook.Record("apart", Unit.Times, found.Select(one => one.Distance));
        Measurement together = notebook.Record("accuracy-together", Unit.Percent, found.Select(one => one.Together));
        Measurement alone = notebook.Record("accuracy-alone", Unit.Percent, found.Select(one => one.Alone));
        notebook.Record("accuracy-mean", Unit.Percent, found.Select(one => one.OfMean));
        notebook.Add(new LinePlot
        {
            Title = ("How far apart the weights of two processes are that do not sum their gradients", "两个不汇总梯度的进程,权重相距多远"),
            X = ("steps", "步数"),
            Y = ("distance, times the way that each went", "距离,为各自所走路程的倍数"),
            Series =
            [
                new Series(("gradients not summed", "不汇总梯度"), [.. found[0].Distances.Select((_, i) => i + 1.0)], [.. found[0].Distances.Select((_, i) => found.Average(one => one.Distances[i]))]),
                new Series(("gradients summed", "汇总梯度"), [1, found[0].Distances.Count], [0, 0]),
            ],
        });
        notebook.Decide("apart", notebook.Value("apart").Low > 0.5);
        notebook.Decide("alone", together.IsAbove(alone));
    }

    private static Apart Measure(Notebook notebook, ulong seed)
    {
        int count = notebook.Size(640, 6400);
        Dataset data = LabData.Glyphs(seed, count, 1000);
        TrainingOptions options = LabTraining.Plain with { Seed = seed, BatchSize = BatchSize, Epochs = notebook.Size(6, 10) };
        var optimizer = new AdamOptions { LearningRate = 0.002 };
        List<float[]> Follow(Dataset examples, int batchSize, out TrainedNetwork trained)
        {
            List<float[]> weights = [];
            trained = notebook.Training.Fit(() => new LeNet(), examples, optimizer, options with { BatchSize = batchSize }, watch: (network, _) => weights.Add(Flat(network)));
            return weights;
        }

        Dataset Half(int which) => data with { Train = SubsetSource.Of((IMapSource)data.Train, [.. Enumerable.Range(0, count / 2).Select(i => (2L * i) + which)]) };
        float[] start = Flat(Begin(seed));
        List<float[]> first = Follow(Half(0), BatchSize / 2, out TrainedNetwork left), second = Follow(Half(1), BatchSize / 2, out TrainedNetwork right);
        _ = Follow(data, BatchSize, out TrainedNetwork all);
        using (left)
        using (right)
        using (all)
        {
            double[] distances = [.. first.Zip(second, (a, b) => Distance(a, b) / (0.5 * (Distance(a, start) + Distance(b, start))))];
            double alone = 0.5 * (left.TestAccuracy + right.TestAccuracy);
            using IDisposable noGradients = no_grad();
            foreach ((TorchSharp.Modules.Parameter mean, TorchSharp.Modules.Parameter other) in left.Network.parameters().Zip(right.Network.parameters()))
            {
                mean.Add(other).Multiply(0.5);
            }

            (Tensor inputs, Tensor labels) = LabData.Tensors(data.Test!, Data.Normalization.Normalizer.Fit(data.Train));
            return new Apart(distances, all.TestAccuracy, alone, Probe.Accuracy(left.Network, inputs, labels));
        }
    }

    private static Module<Tensor, Tensor> Begin(ulong seed)
    {
        Torch.Randomness.TorchRandom.Key(seed);
        return new LeNet();
    }

    // One process is launched too: it has one core as each of two has, and no second one to read ahead on.
    private static string[] Launch(int count) => ["launch", "-n", $"{count}", "--threads", "1", "--"];

    private static IReadOnlyList<LabProcess> Train(Notebook notebook, string what, int batchSize, int epochs, IReadOnlyList<string> words)
    {
        // Epochs of 40 steps or of 200; in more than one a unit at the edge of 0 makes a difference of a rounding where matrices are cut.
        string data = $"glyphs:{notebook.Size(2560, 12_800)}";

        // What is equal to the byte is so under any seed: a quick answer tries one.
        return notebook.PerSeed(
            what, seed => LabProcess.Train(notebook.Training.NewFolder(), batchSize, [.. words, "--data", data, "--epochs", $"{epochs}", "--seed", seed.ToString(CultureInfo.InvariantCulture)]),
            notebook.Seeds.Take(notebook.Size(1, notebook.Seeds.Count)));
    }

    private static double Difference(IReadOnlyList<NamedArray> expected, IReadOnlyList<NamedArray> actual)
    {
        ReadOnlySpan<float> Floats(NamedArray array) => MemoryMarshal.Cast<byte, float>(array.Data.Span);
        double most = 0;
        foreach ((NamedArray one, NamedArray other) in expected.Zip(actual))
        {
            ReadOnlySpan<float> a = Floats(one), b = Floats(other);
            for (int i = 0; i < a.Length; i++)
            {
                most = Math.Max(most, Math.Abs(a[i] - b[i]));
            }
        }

        return most;
    }

    private static float[] Flat(Module<Tensor, Tensor> network) => [.. network.parameters().SelectMany(parameter => parameter.detach().flatten().data<float>().ToArray())];

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());

    /// <param name="Distances">After each step, between the two, over the way that each went from the common start.</param>
    /// <param name="Together">The test accuracy of the one that learned from all images.</param>
    /// <param name="Alone">The mean of the two that learned from half of them.</param>
    /// <param name="OfMean">That of the network of their mean weights.</param>
    private sealed record Apart(IReadOnlyList<double> Distances, double Together, double Alone, double OfMean)
    {
        public double Distance => Distances[^1];
    }
}
