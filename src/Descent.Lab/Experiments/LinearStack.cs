using Descent.Data;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Layers;
using Descent.Torch.Operators;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 7: without a nonlinearity a deep network is one matrix. Twins differ in their activation only.</summary>
internal sealed class LinearStack() : Experiment(7)
{
    private const int Hidden = 32;
    private const int Side = 40;

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("spirals, XOR");
        notebook.Decide("collapse", Collapse(notebook));
        bool spirals = Learn(notebook, "spiral", (seed, train, test) => LabData.Spirals(seed, train, test), atMost: 0.85, atLeast: 0.95);
        bool xor = Learn(notebook, "xor", LabData.Xor, atMost: 0.85, atLeast: 0.95);
        notebook.Decide("linear", spirals && xor);
        notebook.Decide("nonlinear", notebook.Value("spiral-relu").IsAbove(notebook.Value("spiral-linear")) && notebook.Value("xor-relu").IsAbove(notebook.Value("xor-linear")));
    }

    // The stack's outputs against those of the product of its matrices; and how much of the outputs of a stack with ReLUs the best single matrix misses.
    private static bool Collapse(Notebook notebook)
    {
        int[] depths = [2, 4, 8, 16];
        List<Measurement> linear = [], relu = [];
        foreach (int depth in depths)
        {
            linear.Add(notebook.Record($"error-{depth}", Unit.Number, notebook.PerSeed($"{depth} linear layers", seed => MissedByOneMatrix(depth, null))));
            relu.Add(notebook.Record($"error-relu-{depth}", Unit.Number, notebook.PerSeed($"{depth} layers with ReLU", seed => MissedByOneMatrix(depth, "relu"))));
        }

        notebook.Add(new LinePlot
        {
            Title = ("What the best single matrix misses of the outputs of a stack", "最好的单个矩阵与整叠网络输出之间的差距"),
            X = ("layers", "层数"),
            Y = ("share of the outputs' variance that is missed", "输出方差中未被解释的份额"),
            LogY = true,
            Series =
            [
                Series.Of(("linear layers only", "只有线性层"), [.. depths.Select(depth => (double)depth)], linear),
                Series.Of(("with ReLU between them", "层间加 ReLU"), [.. depths.Select(depth => (double)depth)], relu),
            ],
        });
        return linear.All(error => error.Most < 1e-8) && relu.All(error => error.Least > 0.01);
    }

    // Least squares over many inputs; the last column of the inputs is 1, for the biases.
    private static double MissedByOneMatrix(int depth, string? activation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor inputs = randn([2000, Hidden], ScalarType.Float64);
        Tensor values = inputs;
        for (int layer = 0; layer < depth; layer++)
        {
            Module<Tensor, Tensor> linear = new Linear(Hidden, Hidden).to(ScalarType.Float64);
            values = linear.call(values);
            values = activation is null || layer == depth - 1 ? values : Activation.Create(activation).call(values);
        }

        Tensor extended = cat([inputs, ones([2000, 1], ScalarType.Float64)], 1);
        Tensor matrix = linalg.lstsq(extended, values).Solution;
        Tensor missed = (values - extended.matmul(matrix)).Squared().sum();
        return (missed / (values - values.mean([0])).Squared().sum()).item<double>();
    }

    private static bool Learn(Notebook notebook, string task, Func<ulong, int, int, Dataset> draw, double atMost, double atLeast)
    {
        string?[] activations = [null, "sigmoid", "relu"];
        List<Measurement> accuracies = [];
        List<Map> maps = [];
        foreach (string? activation in activations)
        {
            IReadOnlyList<double> found = notebook.PerSeed($"{task}, {activation ?? "no activation"}", seed =>
            {
                using TrainedNetwork trained = notebook.Training.Fit(
                    () => Stack(activation), draw(seed, 512, 1000), new AdamOptions { LearningRate = 0.01 },
                    LabTraining.Plain with { Seed = seed, BatchSize = 64, Epochs = notebook.Size(30, 200) });
                if (seed == notebook.Seeds[0])
                {
                    maps.Add(new Map((activation ?? "no activation", activation ?? "无激活函数"), Regions(trained.Network)));
                }

                return trained.TestAccuracy;
            });
            accuracies.Add(notebook.Record($"{task}-{activation ?? "linear"}", Unit.Percent, found));
        }

        notebook.Add(new MapPlot { Title = ($"What each network answers over the plane: {task}", $"各网络在整个平面上的回答:{task}"), Maps = maps });
        return accuracies[0].Most < atMost && accuracies[2].Least > atLeast;
    }

    private static Module<Tensor, Tensor> Stack(string? activation)
    {
        List<(string, Module<Tensor, Tensor>)> layers = [];
        long inputs = 2;
        for (int layer = 0; layer < 3; layer++)
        {
            layers.Add(($"linear{layer}", new Linear(inputs, Hidden)));
            if (activation is not null)
            {
                layers.Add(($"activation{layer}", Activation.Create(activation)));
            }

            inputs = Hidden;
        }

        layers.Add(("last", new Linear(Hidden, 2)));
        return Sequential(layers);
    }

    // The probability of the second class; inputs are normalized, so that most lie within ±2.
    private static double[][] Regions(Module<Tensor, Tensor> network)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor line = linspace(-2, 2, Side, ScalarType.Float32);
        Tensor plane = stack([line.repeat(Side), line.flip(0).repeat_interleave(Side)], 1); // [Side², 2], from the upper left
        double[] second = Probe.Numbers(functional.softmax(Probe.Outputs(network, plane), -1).select(1, 1));
        return [.. Enumerable.Range(0, Side).Select(row => second[(row * Side)..((row + 1) * Side)])];
    }
}
