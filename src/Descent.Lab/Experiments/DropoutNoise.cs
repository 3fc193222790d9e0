using Descent.Data;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Layers;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 19: dropout against its twin without: the gap between training and test, the scale of what is passed on, and the many networks inside one.</summary>
internal sealed class DropoutNoise() : Experiment(19)
{
    private const int Hidden = 128;
    private const int BatchSize = 20;

    internal override void Run(Notebook notebook)
    {
        int epochs = notebook.Size(30, 80);
        IReadOnlyList<Curves> plain = notebook.PerSeed("without dropout", seed => Train(notebook, seed, 0, epochs));
        IReadOnlyList<Curves> dropped = notebook.PerSeed("with dropout", seed => Train(notebook, seed, 0.5, epochs));
        Measurement gap = notebook.Record("gap-plain", Unit.Number, plain.Select(curves => curves.Gap[^1]));
        Measurement gapDropped = notebook.Record("gap-dropout", Unit.Number, dropped.Select(curves => curves.Gap[^1]));
        notebook.Record("test-plain", Unit.Percent, plain.Select(curves => curves.Accuracy));
        notebook.Record("test-dropout", Unit.Percent, dropped.Select(curves => curves.Accuracy));
        double[] x = [.. Enumerable.Range(1, epochs).Select(epoch => (double)epoch)];
        notebook.Add(new LinePlot
        {
            Title = ("Test loss minus training loss, both without dropping, epoch by epoch", "测试损失减训练损失(都在不丢弃时算),逐轮"),
            X = ("epoch", "轮"),
            Y = ("gap", "差距"),
            Series = [Mean(("without dropout", "没有丢弃"), x, plain), Mean(("with dropout, half of the units", "丢弃一半单元"), x, dropped)],
        });
        notebook.Decide("gap", gap.IsAbove(gapDropped));
        Scale(notebook);
        Measurement one = notebook.Record("one", Unit.Percent, dropped.Select(curves => curves.One));
        notebook.Record("many", Unit.Percent, dropped.Select(curves => curves.Many));
        Measurement agree = notebook.Record("agree", Unit.Percent, dropped.Select(curves => curves.Agree));
        notebook.Decide("ensemble", notebook.Value("many").IsAbove(one) && agree.Least > 0.9);
    }

    private static Series Mean(Texts.Phrase name, double[] x, IReadOnlyList<Curves> curves) =>
        new(name, x, [.. x.Select((_, i) => curves.Average(one => one.Gap[i]))]) { Style = SeriesStyle.Line };

    private static Curves Train(Notebook notebook, ulong seed, double probability, int epochs)
    {
        Dataset data = LabData.WithWrongLabels(notebook.Images(seed, 300, 500), 0.2, seed);
        Normalizer normalizer = Normalizer.Fit(data.Train);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Train, normalizer);
        (Tensor testInputs, Tensor testLabels) = LabData.Tensors(data.Test!, normalizer);
        List<double> gap = [];
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Sequential(
                ("flatten", Flatten()), ("linear1", new Linear(784, Hidden)), ("relu1", ReLU()), ("drop1", new Dropout(probability)),
                ("linear2", new Linear(Hidden, Hidden)), ("relu2", ReLU()), ("drop2", new Dropout(probability)), ("last", new Linear(Hidden, 10))),
            data, new AdamOptions { LearningRate = 0.002 }, LabTraining.Plain with { Seed = seed, BatchSize = BatchSize, Epochs = epochs },
            watch: (network, step) =>
            {
                if (step.Step % (300 / BatchSize) == 0)
                {
                    gap.Add(Probe.Loss(network, testInputs, testLabels) - Probe.Loss(network, inputs, labels));
                }
            });
        (double one, double many, double agree) = Ensemble(trained.Network, testInputs, testLabels);
        return new Curves(gap, trained.TestAccuracy, one, many, agree);
    }

    // In training mode every call drops other units: each is a network of its own.
    private static (double One, double Many, double Agree) Ensemble(Module<Tensor, Tensor> network, Tensor inputs, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        network.train();
        Tensor[] answers = [.. Enumerable.Range(0, 50).Select(_ => functional.softmax(network.call(inputs), -1))];
        Tensor mean = stack(answers).mean([0]).argmax(-1);
        return (
            answers.Average(answer => Probe.ShareEqual(answer.argmax(-1), labels)), Probe.ShareEqual(mean, labels),
            Probe.ShareEqual(mean, Probe.Outputs(network, inputs).argmax(-1)));
    }

    // What a layer of ones passes on, on average: in training, and as it is used.
    private static void Scale(Notebook notebook)
    {
        IReadOnlyList<double[]> found = notebook.PerSeed("what is passed on", _ =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor input = ones(1000, 100);
            double Passed(DropoutMode mode, bool training)
            {
                var layer = new Dropout(0.5, mode);
                layer.train(training);
                return layer.call(input).mean().item<float>();
            }

            return (double[])
            [
                Passed(DropoutMode.UpscaleInTraining, true), Passed(DropoutMode.UpscaleInTraining, false),
                Passed(DropoutMode.DownscaleInInference, true), Passed(DropoutMode.DownscaleInInference, false),
            ];
        });
        Measurement[] passed = [.. Enumerable.Range(0, 4).Select(i => notebook.Record(((string[])["up-training", "up-using", "down-training", "down-using"])[i], Unit.Number, found.Select(one => one[i])))];
        notebook.Add(new ResultTable(
            ("What is passed on of a layer of ones, on average", "全为 1 的一层,平均传出多少"),
            [("mode", "方式"), ("in training", "训练时"), ("in use", "使用时")],
            [
                [("scaled up in training", "训练时放大"), passed[0].ToString(), passed[1].ToString()],
                [("scaled down in prediction", "预测时缩小"), passed[2].ToString(), passed[3].ToString()],
                [("not scaled at all", "不缩放"), passed[2].ToString(), "1"],
            ]));
        notebook.Decide("scale", Math.Abs(passed[0].Mean - passed[1].Mean) < 0.01 && Math.Abs(passed[2].Mean - passed[3].Mean) < 0.01);
    }

    /// <param name="Gap">Test loss minus training loss after each epoch.</param>
    /// <param name="Accuracy">On the test images, nothing dropped.</param>
    /// <param name="One">The mean accuracy of one network with half of its units.</param>
    /// <param name="Many">The accuracy of the mean of fifty of them.</param>
    /// <param name="Agree">How often that mean says what the whole network says.</param>
    private sealed record Curves(List<double> Gap, double Accuracy, double One, double Many, double Agree);
}
