using Descent.Data;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 17: what of the gradient is left after many sigmoids, and after as many ReLUs. Twins differ in their activation only.</summary>
internal sealed class VanishingGradient() : Experiment(17)
{
    private const int Hidden = 32;
    private const int Depth = 10;

    internal override void Run(Notebook notebook)
    {
        Profile(notebook);
        Learn(notebook);
    }

    private static void Profile(Notebook notebook)
    {
        IReadOnlyList<Gradients> sigmoid = notebook.PerSeed("gradients through sigmoids", seed => Gradient(notebook, seed, "sigmoid"));
        IReadOnlyList<Gradients> relu = notebook.PerSeed("gradients through ReLUs", seed => Gradient(notebook, seed, "relu"));
        Measurement most = notebook.Record("most-passed", Unit.Number, sigmoid.Select(result => result.Passed.Max()));
        Measurement left = notebook.Record("left-sigmoid", Unit.Number, sigmoid.Select(result => result.Norms[0] / result.Norms[^1]));
        Measurement leftRelu = notebook.Record("left-relu", Unit.Number, relu.Select(result => result.Norms[0] / result.Norms[^1]));
        notebook.Record("bound", Unit.Number, Math.Pow(0.25, Depth));

        double[] layers = [.. Enumerable.Range(1, Depth).Select(layer => (double)layer)];
        notebook.Add(new LinePlot
        {
            Title = ("What arrives of the gradient at each layer, before any training", "训练之前,传到各层的梯度还剩多少"),
            X = ("layer, 1 is next to the input", "层,1 最靠近输入"),
            Y = ("gradient, as a share of the last layer's", "梯度,以最后一层为 1"),
            LogY = true,
            Series =
            [
                new Series("sigmoid", layers, Mean(sigmoid, result => [.. result.Norms.Select(norm => norm / result.Norms[^1])])),
                new Series("ReLU", layers, Mean(relu, result => [.. result.Norms.Select(norm => norm / result.Norms[^1])])),
                new Series(("what the sigmoids alone let through", "仅 sigmoid 本身放行的部分"), layers, Mean(sigmoid, Through)),
                new Series(("(1/4)ⁿ, the most that n sigmoids can let through", "(1/4)ⁿ:n 个 sigmoid 最多放行的部分"), layers, [.. layers.Select(layer => Math.Pow(0.25, Depth - layer + 1))])
                {
                    Style = SeriesStyle.Dashed,
                },
            ],
        });
        // A rounding in float32 may lift a factor of exactly 1/4.
        notebook.Decide("quarter", most.Most <= 0.25 * (1 + 1e-6));
        notebook.Decide("profile", left.Most < 1e-3 && leftRelu.Least > 0.1);
    }

    // Of each activation, from the first: how large the gradient at its input is against that at its output, all multiplied from the last on.
    private static double[] Through(Gradients gradients)
    {
        double[] through = new double[Depth];
        double product = 1;
        for (int layer = Depth - 1; layer >= 0; layer--)
        {
            product *= gradients.Passed[layer];
            through[layer] = product;
        }

        return through;
    }

    private static double[] Mean(IReadOnlyList<Gradients> results, Func<Gradients, double[]> of)
    {
        double[][] all = [.. results.Select(of)];
        return [.. Enumerable.Range(0, Depth).Select(layer => all.Average(one => one[layer]))];
    }

    private static Gradients Gradient(Notebook notebook, ulong seed, string activation)
    {
        using DisposeScope scope = NewDisposeScope();
        Dataset data = notebook.Images(seed, 256, 10);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
        Torch.Randomness.TorchRandom.Key(seed);
        Module<Tensor, Tensor> shape = Activation.Create(activation);
        Tensor values = inputs.flatten(1);
        List<(Linear Layer, Tensor Before, Tensor After)> layers = [];
        for (int i = 0; i < Depth; i++)
        {
            Linear layer = new Linear(values.size(1), Hidden).Initialize(WeightScheme.KaimingUniform);
            Tensor before = layer.call(values);
            values = shape.call(before);
            before.retain_grad();
            values.retain_grad();
            layers.Add((layer, before, values));
        }

        functional.cross_entropy(new Linear(Hidden, 10).call(values), labels).backward();
        return new Gradients(
            [.. layers.Select(layer => Norm(layer.Layer.Weight.grad!) / Math.Sqrt(layer.Layer.Weight.numel()))],
            [.. layers.Select(layer => Norm(layer.Before.grad!) / Norm(layer.After.grad!))]);
    }

    private static double Norm(Tensor tensor) => tensor.to(ScalarType.Float64).norm().item<double>();

    private static void Learn(Notebook notebook)
    {
        int[] depths = notebook.Size<int[]>([1, 3, 10], [1, 2, 4, 6, 10]);
        List<Measurement> sigmoid = [], relu = [];
        foreach (int depth in depths)
        {
            sigmoid.Add(notebook.Record($"accuracy-sigmoid-{depth}", Unit.Percent, notebook.PerSeed($"training {depth} layers with sigmoids", seed => Train(notebook, seed, depth, "sigmoid"))));
            relu.Add(notebook.Record($"accuracy-relu-{depth}", Unit.Percent, notebook.PerSeed($"training {depth} layers with ReLUs", seed => Train(notebook, seed, depth, "relu"))));
        }

        notebook.Add(new BarPlot
        {
            Title = ("Test accuracy after the same short training, by the number of hidden layers", "同样短的训练之后的测试准确率,按隐含层数"),
            Y = ("accuracy", "准确率"),
            Unit = Unit.Percent,
            Groups = [.. depths.Select(depth => $"{depth}")],
            Series = [new BarSeries("sigmoid", sigmoid), new BarSeries("ReLU", relu)],
        });
        notebook.Decide("learns", relu[^1].IsAbove(sigmoid[^1], margin: 0.2) && sigmoid[0].IsAbove(sigmoid[^1], margin: 0.2));
    }

    private static double Train(Notebook notebook, ulong seed, int depth, string activation)
    {
        Dataset data = notebook.Images(seed, notebook.Size(1000, 6000), 500);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Stack(depth, activation), data, new AdamOptions { LearningRate = 0.003 }, LabTraining.Plain with { Seed = seed, BatchSize = 50, Epochs = notebook.Size(5, 10) });
        return trained.TestAccuracy;
    }

    private static Module<Tensor, Tensor> Stack(int depth, string activation)
    {
        List<(string, Module<Tensor, Tensor>)> layers = [("flatten", Flatten())];
        for (int i = 0; i < depth; i++)
        {
            layers.Add(($"linear{i}", new Linear(i == 0 ? 784 : Hidden, Hidden).Initialize(WeightScheme.KaimingUniform)));
            layers.Add(($"activation{i}", Activation.Create(activation)));
        }

        layers.Add(("last", new Linear(Hidden, 10)));
        return Sequential(layers);
    }

    /// <param name="Norms">Of each layer's weights, from the input: the root mean square of their gradient.</param>
    /// <param name="Passed">Of each activation: the gradient's norm at its input over that at its output.</param>
    private sealed record Gradients(double[] Norms, double[] Passed);
}
