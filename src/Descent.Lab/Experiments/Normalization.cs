using Descent.Data;
using Descent.Data.Normalization;
using Descent.Data.Order;
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

/// <summary>Question 1: test data normalized by the training set's saved statistics, and by its own. Twins share the trained network and the test examples.</summary>
internal sealed class Normalization() : Experiment(1)
{
    private const int Test = 1920;

    // Of the shifted test set: nine in ten are of the second class, where training had as many of each.
    private const double Shifted = 0.9;

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("heights and weights");
        int[] sizes = [2, 4, 8, 32, 128];
        IReadOnlyList<Found> found = notebook.PerSeed("predictions with saved and with own statistics", seed => Measure(notebook, seed, sizes));
        Measurement own = notebook.Record("changed-own", Unit.Percent, found.Select(one => one.ChangedOwn));
        Measurement saved = notebook.Record("changed-saved", Unit.Percent, found.Select(one => one.ChangedSaved));
        Measurement asUsual = notebook.Record("saved", Unit.Percent, found.Select(one => one.Saved));
        Measurement shifted = notebook.Record("saved-shifted", Unit.Percent, found.Select(one => one.SavedShifted));
        Measurement[] balancedOwn = [.. sizes.Select((size, i) => notebook.Record($"own-{size}", Unit.Percent, found.Select(one => one.Own[i])))];
        Measurement[] shiftedOwn = [.. sizes.Select((size, i) => notebook.Record($"own-shifted-{size}", Unit.Percent, found.Select(one => one.OwnShifted[i])))];
        double[] x = [.. sizes.Select(size => (double)size)];
        notebook.Add(new LinePlot
        {
            Title = ("Accuracy by how many examples are predicted at once", "准确率,按一次预测多少个样本"),
            X = ("examples in a batch", "一批的样本数"),
            Y = ("accuracy", "准确率"),
            LogX = true,
            Series =
            [
                Series.Of(("own statistics", "用自己的统计量"), x, balancedOwn),
                Series.Of(("own statistics, nine in ten of one class", "用自己的统计量,十分之九是同一类"), x, shiftedOwn),
                Series.Of(("saved statistics", "用保存的统计量"), x, [.. sizes.Select(_ => asUsual)]),
                Series.Of(("saved statistics, nine in ten of one class", "用保存的统计量,十分之九是同一类"), x, [.. sizes.Select(_ => shifted)]),
            ],
        });
        notebook.Decide("mates", own.Least > 0.02 && saved.Most == 0);
        notebook.Decide("shift", balancedOwn[^1].IsAbove(shiftedOwn[^1], margin: 0.05) && Math.Abs(asUsual.Mean - shifted.Mean) < 0.02);
        notebook.Decide("small", asUsual.IsAbove(balancedOwn[0], margin: 0.05));
    }

    private static Found Measure(Notebook notebook, ulong seed, int[] sizes)
    {
        using DisposeScope scope = NewDisposeScope();
        Dataset data = People(seed);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Sequential(("hidden", new Linear(2, 16)), ("relu", ReLU()), ("out", new Linear(16, 2))), data,
            new AdamOptions { LearningRate = 0.01 }, LabTraining.Plain with { Seed = seed, BatchSize = 50, Epochs = 10 });
        var normalizer = Normalizer.Fit(data.Train);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Test!, normalizer);
        Tensor Own(Tensor batch) => (batch - batch.mean([0])) / batch.std(0, unbiased: false, keepdim: true).Plus(1e-6);
        double Accuracy(Tensor order, int size) => order.split(size).Average(ids =>
            Probe.Accuracy(trained.Network, Own(inputs.index_select(0, ids)), labels.index_select(0, ids)));

        Tensor all = Order(seed, Test), other = Order(seed + 100, Test), unequal = Unequal(seed, labels);
        return new Found(
            Changed(trained.Network, inputs, all, other, Own), Changed(trained.Network, inputs, all, other, batch => batch),
            Probe.Accuracy(trained.Network, inputs, labels), Probe.Accuracy(trained.Network, inputs.index_select(0, unequal), labels.index_select(0, unequal)),
            [.. sizes.Select(size => Accuracy(all, size))], [.. sizes.Select(size => Accuracy(unequal, size))]);
    }

    // Each example once among seven others, once among other seven: how often the network changes its mind about it.
    private static double Changed(Module<Tensor, Tensor> network, Tensor inputs, Tensor first, Tensor second, Func<Tensor, Tensor> normalize)
    {
        Tensor Answers(Tensor order)
        {
            Tensor answers = cat([.. order.split(8).Select(ids => Probe.Outputs(network, normalize(inputs.index_select(0, ids))).argmax(-1))]);
            return answers.index_select(0, order.argsort());
        }

        return 1 - Probe.ShareEqual(Answers(first), Answers(second));
    }

    private static Tensor Order(ulong seed, int count)
    {
        long[] order = new long[count];
        new Permutation(seed, 0, count).Fill(0, order);
        return tensor(order);
    }

    // As many as can be had with nine of the second class to one of the first, in random order.
    private static Tensor Unequal(ulong seed, Tensor labels)
    {
        using Scalar rare = 0, usual = 1;
        Tensor few = labels.eq(rare).nonzero().flatten()[..(int)(Test / 2 * (1 - Shifted) / Shifted)];
        Tensor chosen = cat([few, labels.eq(usual).nonzero().flatten()]);
        return chosen.index_select(0, Order(seed, (int)chosen.size(0)));
    }

    // Two groups in centimetres and kilograms.
    private static Dataset People(ulong seed) => LabData.Points("people", seed, 1000, Test, 2, (ref Torch.Randomness.KeyedRandom random, int label) =>
        ((float)(165 + (13 * label) + (6 * random.NextNormal())), (float)(60 + (18 * label) + (8 * random.NextNormal()))));

    private sealed record Found(double ChangedOwn, double ChangedSaved, double Saved, double SavedShifted, double[] Own, double[] OwnShifted);
}
