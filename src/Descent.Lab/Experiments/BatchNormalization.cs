using Descent.Data;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Operators;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 18: batch normalization against its twin without: learning rates that work, initial weights that work, the gap, and what training mode does.</summary>
internal sealed class BatchNormalization() : Experiment(18)
{
    private const int Hidden = 64;
    private const int Layers = 4;

    // Guessing costs ln 10 = 2.3: below this something was learned.
    private const double Learned = 1;

    internal override void Run(Notebook notebook)
    {
        Rates(notebook);
        Initial(notebook);
        Gap(notebook);
        Modes(notebook);
    }

    private static void Rates(Notebook notebook)
    {
        double[] rates = [0.01, 0.1, 0.3, 1, 3, 10];
        (Measurement plainLargest, Measurement[] plain) = LargestRate(notebook, rates, hasNorm: false);
        (Measurement largest, Measurement[] normed) = LargestRate(notebook, rates, hasNorm: true);
        notebook.Add(new LinePlot
        {
            Title = ("Training loss after the same steps, by learning rate; what diverged has no point", "走同样步数之后的训练损失,按学习率;发散的没有点"),
            X = ("learning rate", "学习率"),
            Y = ("loss", "损失"),
            LogX = true,
            LogY = true,
            Series = [Series.Of(("without", "没有批量归一化"), rates, plain), Series.Of(("with batch normalization", "有批量归一化"), rates, normed)],
        });
        notebook.Decide("rate", largest.Samples.Zip(plainLargest.Samples).All(pair => pair.First >= 3 * pair.Second));
    }

    private static (Measurement Largest, Measurement[] Losses) LargestRate(Notebook notebook, double[] rates, bool hasNorm)
    {
        string name = hasNorm ? "norm" : "plain";
        IReadOnlyList<double[]> found = notebook.PerSeed($"learning rates, {name}", seed => rates.Select(rate => Loss(notebook, seed, hasNorm, rate, scale: 1)).ToArray());
        Measurement largest = notebook.Record($"largest-{name}", Unit.Number, found.Select(losses => rates.Where((_, i) => losses[i] < Learned).DefaultIfEmpty(0).Max()));
        return (largest, [.. rates.Select((_, i) => new Measurement(Unit.Number, [.. found.Select(losses => losses[i])]))]);
    }

    private static void Initial(Notebook notebook)
    {
        double[] scales = [0.1, 0.3, 1, 3, 10];
        Measurement[] plain = [.. scales.Select(scale => Losses(notebook, scale, hasNorm: false))];
        Measurement[] normed = [.. scales.Select(scale => Losses(notebook, scale, hasNorm: true))];
        notebook.Record("works-plain", Unit.Count, plain.Count(loss => loss.Most < Learned));
        notebook.Record("works-norm", Unit.Count, normed.Count(loss => loss.Most < Learned));
        notebook.Add(new LinePlot
        {
            Title = ("Training loss after the same steps, by how large the initial weights are", "走同样步数之后的训练损失,按初始权重的大小"),
            X = ("initial weights, times the usual ones", "初始权重,为通常值的倍数"),
            Y = ("loss", "损失"),
            LogX = true,
            LogY = true,
            Series = [Series.Of(("without", "没有批量归一化"), scales, plain), Series.Of(("with batch normalization", "有批量归一化"), scales, normed)],
        });
        notebook.Decide("initial", notebook.Value("works-norm").Mean > notebook.Value("works-plain").Mean);
    }

    private static Measurement Losses(Notebook notebook, double scale, bool hasNorm) => new(
        Unit.Number, [.. notebook.PerSeed($"initial weights times {scale}, {(hasNorm ? "norm" : "plain")}", seed => Loss(notebook, seed, hasNorm, rate: 0.1, scale))]);

    private static double Loss(Notebook notebook, ulong seed, bool hasNorm, double rate, double scale)
    {
        Dataset data = notebook.Images(seed, notebook.Size(800, 4000), 10);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Stack(hasNorm, scale), data, new SgdOptions { LearningRate = rate }, LabTraining.Plain with { Seed = seed, BatchSize = 50, Epochs = notebook.Size(4, 6) });
        return double.IsFinite(trained.FinalLoss) ? trained.FinalLoss : double.PositiveInfinity;
    }

    // Few examples, a fifth of them with a wrong label, and many epochs: what is learned by heart shows in the gap.
    private static void Gap(Notebook notebook)
    {
        IReadOnlyList<Overfitted> plain = notebook.PerSeed("few examples, plain", seed => Overfit(notebook, seed, hasNorm: false));
        IReadOnlyList<Overfitted> normed = notebook.PerSeed("few examples, norm", seed => Overfit(notebook, seed, hasNorm: true));
        notebook.Record("test-plain", Unit.Percent, plain.Select(result => result.Accuracy));
        notebook.Record("test-norm", Unit.Percent, normed.Select(result => result.Accuracy));
        Measurement gap = notebook.Record("gap-plain", Unit.Number, plain.Select(result => result.TestLoss - result.TrainLoss));
        Measurement gapNormed = notebook.Record("gap-norm", Unit.Number, normed.Select(result => result.TestLoss - result.TrainLoss));
        notebook.Decide("regularizes", gap.Mean > gapNormed.Mean);
    }

    private static Overfitted Overfit(Notebook notebook, ulong seed, bool hasNorm)
    {
        Dataset data = LabData.WithWrongLabels(notebook.Images(seed, 300, 1000), 0.2, seed);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Stack(hasNorm, 1), data, new SgdOptions { LearningRate = 0.1 }, LabTraining.Plain with { Seed = seed, BatchSize = 20, Epochs = notebook.Size(20, 60) });
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
        return new Overfitted(trained.TestAccuracy, trained.Outcome!.Test!.Loss, Probe.Loss(trained.Network, inputs, labels));
    }

    // One image among different others, in training mode and as it is used.
    private static void Modes(Notebook notebook)
    {
        IReadOnlyList<(double Training, double Using)> found = notebook.PerSeed("the same image in two batches", seed =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            Dataset data = notebook.Images(seed, 33, 10);
            (Tensor inputs, _) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
            Torch.Randomness.TorchRandom.Key(seed);
            Module<Tensor, Tensor> network = Stack(hasNorm: true, 1);
            Tensor first = inputs[..17], second = cat([inputs[..1], inputs[17..]]);
            double training = Probe.RelativeError(network.call(first)[0], network.call(second)[0]);
            return (training, Probe.RelativeError(Probe.Outputs(network, first)[0], Probe.Outputs(network, second)[0]));
        });
        Measurement training = notebook.Record("mates-training", Unit.Percent, found.Select(result => result.Training));
        Measurement used = notebook.Record("mates-using", Unit.Percent, found.Select(result => result.Using));
        notebook.Decide("modes", training.Least > 0.01 && used.Most < 1e-5);
    }

    private static Module<Tensor, Tensor> Stack(bool hasNorm, double scale)
    {
        List<(string, Module<Tensor, Tensor>)> layers = [("flatten", Flatten())];
        for (int i = 0; i < Layers; i++)
        {
            Linear linear = new Linear(i == 0 ? 784 : Hidden, Hidden).Initialize(WeightScheme.KaimingUniform);
            using (no_grad())
            {
                linear.Weight.Multiply(scale);
            }

            layers.Add(($"linear{i}", linear));
            if (hasNorm)
            {
                layers.Add(($"norm{i}", new BatchNorm1d(Hidden)));
            }

            layers.Add(($"relu{i}", ReLU()));
        }

        layers.Add(("last", new Linear(Hidden, 10)));
        return Sequential(layers);
    }

    private sealed record Overfitted(double Accuracy, double TestLoss, double TrainLoss);
}
