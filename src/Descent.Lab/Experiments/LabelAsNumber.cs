using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Layers;
using Descent.Torch.Randomness;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 8: class numbers as something to come close to, against a probability for each class. Twins differ in their last layer and loss, then in the classes' numbers.</summary>
internal sealed class LabelAsNumber() : Experiment(8)
{
    private const int Classes = 10;
    private static readonly string[] Numbers = [.. Enumerable.Range(0, Classes).Select(k => $"{k}")];

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("ten clouds in a row");
        Costs(notebook);
        Renumber(notebook);
    }

    // What it costs to be sure of class k where 1 is right.
    private static void Costs(Notebook notebook)
    {
        double[] squared = [.. Enumerable.Range(0, Classes).Select(k => CostAsNumber(k))];
        double[] cross = [.. Enumerable.Range(0, Classes).Select(CostAsClass)];
        notebook.Record("number-2", Unit.Number, squared[2]);
        notebook.Record("number-9", Unit.Number, squared[9]);
        notebook.Record("class-2", Unit.Number, cross[2]);
        notebook.Record("class-9", Unit.Number, cross[9]);
        notebook.Add(new BarPlot
        {
            Title = ("What a mistake costs where class 1 is right", "正确类别是 1 时,各种错误的代价"),
            Y = ("loss", "损失"),
            Groups = Numbers,
            Series =
            [
                new BarSeries(("class number and squared error", "类别编号加平方误差"), [.. squared.Select(loss => new Measurement(Unit.Number, [loss]))]),
                new BarSeries(("probabilities and cross-entropy", "概率加交叉熵"), [.. cross.Select(loss => new Measurement(Unit.Number, [loss]))]),
            ],
        });
        double[] wrong = [.. cross.Where((_, k) => k != 1)];
        notebook.Decide("cost", squared[9] == 64 * squared[2] && wrong.Max() - wrong.Min() < 1e-9);
    }

    private static double CostAsNumber(double answer)
    {
        using DisposeScope scope = NewDisposeScope();
        return new MeanSquaredLoss().Compute(tensor([answer]), tensor([1.0])).item<double>();
    }

    private static double CostAsClass(int answer)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] probabilities = [.. Enumerable.Range(0, Classes).Select(k => k == answer ? 0.9 : 0.1 / (Classes - 1))];
        return Loss.CrossEntropy.Compute(tensor(probabilities).log().unsqueeze(0), tensor([1L])).item<double>();
    }

    private static void Renumber(Notebook notebook)
    {
        IReadOnlyList<double[]> found = notebook.PerSeed("class numbers in order and shuffled", seed =>
        {
            int[] inOrder = [.. Enumerable.Range(0, Classes)];
            int[] shuffled = Shuffle(seed);
            return (double[])[AsNumber(notebook, seed, inOrder), AsNumber(notebook, seed, shuffled), AsClass(notebook, seed, inOrder), AsClass(notebook, seed, shuffled)];
        });
        Measurement number = notebook.Record("number-ordered", Unit.Percent, found.Select(result => result[0]));
        Measurement renumbered = notebook.Record("number-shuffled", Unit.Percent, found.Select(result => result[1]));
        Measurement classes = notebook.Record("class-ordered", Unit.Percent, found.Select(result => result[2]));
        Measurement reclassed = notebook.Record("class-shuffled", Unit.Percent, found.Select(result => result[3]));
        notebook.Add(new BarPlot
        {
            Title = ("Test accuracy with the same clouds under other numbers", "同样的点云换一套编号后的测试准确率"),
            Y = ("accuracy", "准确率"),
            Unit = Unit.Percent,
            Groups = ["0 1 2 …", "7 0 4 …"],
            Series =
            [
                new BarSeries(("class number and squared error", "类别编号加平方误差"), [number, renumbered]),
                new BarSeries(("probabilities and cross-entropy", "概率加交叉熵"), [classes, reclassed]),
            ],
        });
        notebook.Decide("number", number.IsAbove(renumbered, margin: 0.1));
        notebook.Decide("class", classes.Samples.Zip(reclassed.Samples, (a, b) => Math.Abs(a - b)).Max() < 0.02 && classes.IsAbove(renumbered, margin: 0.1));
    }

    private static int[] Shuffle(ulong seed)
    {
        int[] numbers = [.. Enumerable.Range(0, Classes)];
        KeyedRandom random = new(seed, 8);
        for (int last = Classes - 1; last > 0; last--)
        {
            int chosen = random.NextInt(last + 1);
            (numbers[last], numbers[chosen]) = (numbers[chosen], numbers[last]);
        }

        return numbers;
    }

    private static double AsNumber(Notebook notebook, ulong seed, int[] numbers)
    {
        Dataset data = Clouds(seed);
        Dataset asNumbers = new("clouds", WithNumbers(data.Train, numbers, isClass: false), null);
        using TrainedNetwork trained = Fit(notebook, seed, asNumbers, 1, new MeanSquaredLoss());
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Test!, Normalizer.Fit(data.Train));
        using Scalar lowest = 0, highest = Classes - 1;
        using Tensor nearest = Probe.Outputs(trained.Network, inputs).squeeze(-1).round().clamp(lowest, highest).to(ScalarType.Int64);
        using Tensor wanted = tensor(numbers.Select(number => (long)number).ToArray()).index_select(0, labels);
        return Probe.ShareEqual(nearest, wanted);
    }

    private static double AsClass(Notebook notebook, ulong seed, int[] numbers)
    {
        Dataset data = Clouds(seed);
        Dataset renumbered = new("clouds", WithNumbers(data.Train, numbers, isClass: true), WithNumbers(data.Test!, numbers, isClass: true));
        using TrainedNetwork trained = Fit(notebook, seed, renumbered, Classes, Loss.CrossEntropy);
        return trained.TestAccuracy;
    }

    private static TrainedNetwork Fit(Notebook notebook, ulong seed, Dataset data, int outputs, Loss loss) => notebook.Training.Fit(
        () => Sequential(("hidden", new Linear(2, 32)), ("relu", ReLU()), ("out", new Linear(32, outputs))),
        data, new AdamOptions { LearningRate = 0.02 }, LabTraining.Plain with { Seed = seed, BatchSize = 50, Epochs = notebook.Size(25, 100) }, loss);

    // Ten clouds along a bow: the numbers of neighbours are neighbours, as long as nobody shuffles them.
    private static Dataset Clouds(ulong seed) => LabData.Points("clouds", seed, 1000, 1000, Classes, (ref KeyedRandom random, int label) =>
    {
        double angle = Math.PI * label / (Classes - 1);
        return ((float)((3 * Math.Cos(angle)) + (0.18 * random.NextNormal())), (float)((3 * Math.Sin(angle)) + (0.18 * random.NextNormal())));
    });

    private static ArraySource WithNumbers(IExampleSource source, int[] numbers, bool isClass)
    {
        var array = (ArraySource)source;
        byte[] inputs = new byte[array.Count * array.Format.Input.Bytes];
        byte[] labels = new byte[array.Count * array.Format.Label.Bytes];
        array.Read([.. Enumerable.Range(0, (int)array.Count)], inputs, labels);
        int[] renumbered = [.. MemoryMarshal.Cast<byte, long>(labels).ToArray().Select(label => numbers[label])];
        return isClass
            ? ArraySource.OfClasses(array.Format.Input, inputs, renumbered.Select(number => (long)number).ToArray(), Numbers)
            : new ArraySource(
                new ExampleFormat(array.Format.Input, new ArrayFormat(ElementType.Float32)), inputs,
                MemoryMarshal.AsBytes<float>(renumbered.Select(number => (float)number).ToArray()).ToArray(), []);
    }
}
