using Descent.Data;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models;
using Descent.Training;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 13: a training that is stopped and goes on with everything, and one that goes on with its weights alone. Both against the one that was never stopped.</summary>
internal sealed class ResumedState() : Experiment(13)
{
    // Steps after the break in which the loss is looked at.
    private const int After = 10;

    private static readonly (string Name, OptimizerOptions Options)[] Optimizers =
    [
        ("sgd", new SgdOptions { LearningRate = 0.05 }),
        ("adagrad", new AdaGradOptions { LearningRate = 0.05 }),
        ("adam", new AdamOptions { LearningRate = 0.01 }),
    ];

    internal override void Run(Notebook notebook)
    {
        List<Series> series = [];
        foreach ((string name, OptimizerOptions options) in Optimizers)
        {
            IReadOnlyList<Curves> found = notebook.PerSeed($"stopped and resumed with {name}", seed => Measure(notebook, seed, options));
            notebook.Record($"full-{name}", Unit.Number, found.Select(one => one.Unbroken.Zip(one.Full, (a, b) => Math.Abs(a - b)).Max()));
            notebook.Record($"jump-{name}", Unit.Number, found.Select(one => one.WeightsOnly.Take(After).Max() - one.Unbroken.Take(After).Max()));
            if (name != "sgd")
            {
                double[] steps = [.. found[0].Unbroken.Select((_, i) => (double)i + 1)];
                series.Add(Mean(($"{name}, never stopped", $"{name},从未中断"), steps, found, one => one.Unbroken, SeriesStyle.Line));
                series.Add(Mean(($"{name}, resumed with weights only", $"{name},只恢复权重"), steps, found, one => one.WeightsOnly, SeriesStyle.Line));
                series.Add(Mean(($"{name}, resumed with full state", $"{name},恢复全部状态"), steps, found, one => one.Full, SeriesStyle.Points));
            }
        }

        notebook.Add(new LinePlot
        {
            Title = ("Training loss after the break", "中断之后的训练损失"),
            X = ("steps after the break", "中断后的步数"),
            Y = ("loss of all training examples", "全部训练样本的损失"),
            LogY = true,
            Series = series,
        });
        notebook.Decide("full", Optimizers.All(optimizer => notebook.Value($"full-{optimizer.Name}").Most == 0));
        notebook.Decide("jump", notebook.Value("jump-adam").Low > 0 && notebook.Value("jump-adagrad").Low > 0);
        notebook.Decide("sgd", notebook.Value("jump-adagrad").IsAbove(notebook.Value("jump-sgd")) && notebook.Value("jump-adam").IsAbove(notebook.Value("jump-sgd")));
    }

    private static Series Mean(Texts.Phrase name, double[] steps, IReadOnlyList<Curves> found, Func<Curves, List<double>> of, SeriesStyle style) =>
        new(name, steps, [.. steps.Select((_, i) => found.Average(one => of(one)[i]))]) { Style = style };

    private static Curves Measure(Notebook notebook, ulong seed, OptimizerOptions optimizer)
    {
        Dataset data = notebook.Images(seed, 500, 10);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
        const int BatchSize = 50;
        int stopAfter = notebook.Size(8, 20) * 500 / BatchSize;
        TrainingOptions options = LabTraining.Plain with { Seed = seed, BatchSize = BatchSize, Epochs = notebook.Size(11, 25) };
        Module<Tensor, Tensor> Make() => new Mlp([1, 28, 28], hidden: 64);

        List<double> unbroken = [], full = [], weightsOnly = [];
        List<Tensor> weights = [];
        void Watch(Module<Tensor, Tensor> network, long step, List<double> losses, long from)
        {
            if (step > from)
            {
                losses.Add(Probe.Loss(network, inputs, labels));
            }
        }

        using TrainedNetwork first = notebook.Training.Fit(Make, data, optimizer, options, watch: (network, step) =>
        {
            Watch(network, step.Step, unbroken, stopAfter);
            if (step.Step == stopAfter)
            {
                weights.AddRange(network.parameters().Select(parameter => parameter.detach().clone()));
            }
        });
        using TrainedNetwork second = notebook.Training.FitInterrupted(
            Make, data, optimizer, options, stopAfter, (network, step) => Watch(network, step.Step, full, stopAfter));
        using TrainedNetwork third = notebook.Training.Fit(
            () => With(Make(), weights), data, optimizer, options with { Epochs = options.Epochs - (stopAfter * BatchSize / 500) },
            watch: (network, step) => Watch(network, step.Step, weightsOnly, 0));
        weights.ForEach(tensor => tensor.Dispose());
        return new Curves(unbroken, full, weightsOnly);
    }

    private static Module<Tensor, Tensor> With(Module<Tensor, Tensor> network, List<Tensor> weights)
    {
        using IDisposable noGradients = no_grad();
        foreach ((TorchSharp.Modules.Parameter parameter, Tensor value) in network.parameters().Zip(weights))
        {
            parameter.copy_(value);
        }

        return network;
    }

    /// <param name="Unbroken">The loss after each step after the break, of the training without one.</param>
    /// <param name="Full">The same of the training that was stopped there and resumed.</param>
    /// <param name="WeightsOnly">The same of a new training that begins with the weights of that place.</param>
    private sealed record Curves(List<double> Unbroken, List<double> Full, List<double> WeightsOnly);
}
