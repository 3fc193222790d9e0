using Descent.Data;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Layers;
using Descent.Torch.Operators;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 9: cross-entropy is likelihood, and its gradient does not fade where the network is confidently wrong. Twins differ in their loss only.</summary>
internal sealed class CrossEntropy() : Experiment(9)
{
    private const int Classes = 4;
    private const int RecordEvery = 8;

    // The twins are compared after so many steps: sooner or later each recovers.
    private const int ComparedAfter = 120;

    internal override void Run(Notebook notebook)
    {
        SeedValues(notebook);
        Likelihood(notebook);
        Gradients(notebook);
        Recovery(notebook);
    }

    // −ln of the probability that the right class, number 2, was given; the rest is shared by the others.
    private static void SeedValues(Notebook notebook)
    {
        double sixty = LossAt(0.6), ten = LossAt(0.1);
        notebook.Record("loss-60", Unit.Number, sixty);
        notebook.Record("loss-10", Unit.Number, ten);
        notebook.Decide("values", Math.Abs(sixty + Math.Log(0.6)) < 1e-6 && Math.Abs(ten + Math.Log(0.1)) < 1e-6);
    }

    private static double LossAt(double probability)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] probabilities = [.. Enumerable.Range(0, 10).Select(k => k == 2 ? probability : (1 - probability) / 9)];
        return Loss.CrossEntropy.Compute(tensor(probabilities).log().unsqueeze(0), tensor([2L])).item<double>();
    }

    // A network of biases alone can only learn how frequent each class is: the maximum of the likelihood is known.
    private static void Likelihood(Notebook notebook)
    {
        double[] frequencies = [0.1, 0.2, 0.3, 0.4];
        IReadOnlyList<(double Product, double Frequency)> found = notebook.PerSeed("likelihood", seed =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor logits = randn([60, Classes], ScalarType.Float64);
            Tensor labels = randint(Classes, [60]);
            double product = functional.softmax(logits, -1).gather(1, labels.unsqueeze(1)).prod().item<double>();
            double error = Math.Abs((Math.Exp(-60 * Loss.CrossEntropy.Compute(logits, labels).item<double>()) / product) - 1);

            Dataset data = Frequent(frequencies);
            using TrainedNetwork trained = notebook.Training.Fit(
                () => new Biases(), data, new AdamOptions { LearningRate = 0.05 }, LabTraining.Plain with { Seed = seed, BatchSize = 100, Epochs = 150 });
            double[] learned = Probe.Numbers(functional.softmax(Probe.Outputs(trained.Network, zeros(1, 2)), -1));
            return (error, learned.Zip(frequencies, (p, f) => Math.Abs(p - f)).Max());
        });
        Measurement products = notebook.Record("product-error", Unit.Number, found.Select(result => result.Product));
        Measurement frequency = notebook.Record("frequency-error", Unit.Number, found.Select(result => result.Frequency));
        notebook.Decide("likelihood", products.Most < 1e-9 && frequency.Most < 0.01);
    }

    private static Dataset Frequent(double[] frequencies)
    {
        long[] labels = [.. frequencies.SelectMany((frequency, k) => Enumerable.Repeat((long)k, (int)Math.Round(100 * frequency)))];
        float[] inputs = [.. labels.SelectMany((_, i) => (float[])[i % 2, i % 3])];
        return new Dataset("frequencies", LabData.OfFloats(inputs, labels, Classes, 2), null);
    }

    // By how much the loss falls when the right logit rises a little, over the probability that the right class has.
    private static void Gradients(Notebook notebook)
    {
        double[] probabilities = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 0.99];
        double[] cross = [.. probabilities.Select(p => Slope(p, (logits, labels) => Loss.CrossEntropy.Compute(logits, labels)))];
        double[] squared = [.. probabilities.Select(p => Slope(p, (logits, labels) =>
            (functional.softmax(logits, -1) - functional.one_hot(labels, 2)).Squared().sum()))];
        Measurement crossAt = notebook.Record("slope-cross", Unit.Number, cross[2]);
        Measurement squaredAt = notebook.Record("slope-squared", Unit.Number, squared[2]);
        notebook.Add(new LinePlot
        {
            Title = ("How hard a loss pulls, over how likely the network thinks the right class is", "网络认为正确类别有多大可能时,损失拉它的力度"),
            X = ("probability given to the right class", "正确类别得到的概率"),
            Y = ("size of the gradient at its logit", "该类 logit 上梯度的大小"),
            Series =
            [
                new Series(("cross-entropy", "交叉熵"), probabilities, cross),
                new Series(("squared error of the probabilities", "概率的平方误差"), probabilities, squared),
            ],
        });
        notebook.Decide("gradient", crossAt.Mean > 0.9 && squaredAt.Mean < crossAt.Mean / 20);
    }

    private static double Slope(double probability, Func<Tensor, Tensor, Tensor> loss)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor([Math.Log(probability / (1 - probability)), 0.0]).unsqueeze(0).requires_grad_();
        loss(logits, tensor([0L])).backward();
        return Math.Abs(Probe.Numbers(logits.grad!)[0]);
    }

    // Both begin equally and confidently wrong: the last layer's bias says class 0 to everything.
    private static void Recovery(Notebook notebook)
    {
        IReadOnlyList<Recovered> found = notebook.PerSeed("recovery from a confidently wrong start", seed =>
        {
            Dataset data = notebook.Images(seed, notebook.Size(1000, 5000), 500);
            return new Recovered(Recover(notebook, seed, data, isCross: true), Recover(notebook, seed, data, isCross: false));
        });
        Measurement cross = notebook.Record("recovered-cross", Unit.Percent, found.Select(result => result.Cross[ComparedAfter / RecordEvery]));
        Measurement squared = notebook.Record("recovered-squared", Unit.Percent, found.Select(result => result.Squared[ComparedAfter / RecordEvery]));
        double[] steps = [.. found[0].Cross.Select((_, i) => (double)(i * RecordEvery))];
        notebook.Add(new LinePlot
        {
            Title = ("Two twins that begin by saying “0” to everything", "一对从“什么都答 0”开始的孪生网络"),
            X = ("steps", "步数"),
            Y = ("test accuracy, %", "测试准确率,%"),
            Series =
            [
                new Series(("cross-entropy", "交叉熵"), steps, [.. steps.Select((_, i) => 100 * found.Average(result => result.Cross[i]))]) { Style = SeriesStyle.Line },
                new Series(("squared error", "平方误差"), steps, [.. steps.Select((_, i) => 100 * found.Average(result => result.Squared[i]))]) { Style = SeriesStyle.Line },
            ],
        });
        notebook.Decide("recovery", cross.IsAbove(squared, margin: 0.1));
    }

    private static List<double> Recover(Notebook notebook, ulong seed, Dataset data, bool isCross)
    {
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Test!, Normalizer.Fit(data.Train));
        List<double> accuracies = [];
        using TrainedNetwork trained = notebook.Training.Fit(
            () => ConfidentlyWrong(isCross), data, new SgdOptions { LearningRate = 0.3 },
            LabTraining.Plain with { Seed = seed, BatchSize = 50, Epochs = notebook.Size(8, 10), Transforms = isCross ? "" : "one-hot" },
            isCross ? null : new MeanSquaredLoss(),
            (network, step) =>
            {
                if ((step.Step - 1) % RecordEvery == 0)
                {
                    accuracies.Add(Probe.Accuracy(network, inputs, labels));
                }
            });
        return accuracies;
    }

    private static Module<Tensor, Tensor> ConfidentlyWrong(bool isCross)
    {
        var last = new Descent.Models.Layers.Linear(64, 10);
        using (no_grad())
        {
            last.Bias![0].Fill(8);
        }

        Module<Tensor, Tensor> network = Sequential(
            ("flatten", Flatten()), ("linear", new Descent.Models.Layers.Linear(784, 64)), ("relu", ReLU()), ("last", last),
            ("out", isCross ? Identity() : Activation.Create("softmax")));
        return network;
    }

    private sealed record Recovered(List<double> Cross, List<double> Squared);

    // Answers the same to every input.
    private sealed class Biases : Module<Tensor, Tensor>
    {
        private readonly Parameter _bias = Parameter(torch.zeros(Classes));

        public Biases()
            : base(nameof(Biases)) => RegisterComponents();

        public override Tensor forward(Tensor input) => get_parameter("_bias")!.unsqueeze(0).expand(input.size(0), Classes);
    }
}
