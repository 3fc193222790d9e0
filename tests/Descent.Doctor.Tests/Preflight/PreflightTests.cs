using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests.Preflight;

public sealed class PreflightTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _runs;

    [Fact]
    public void Says_nothing_of_healthy_networks()
    {
        Assert.Empty(Find(() => new LeNet()));
        Assert.Empty(Find(RandomLayersNetwork.Make));
        Assert.Empty(Find(() => new Mlp([1, 28, 28])));
    }

    [Fact]
    public void Proves_that_two_linear_layers_are_one_matrix()
    {
        Finding finding = Only("missing-nonlinearity", Find(() => Sequential(Flatten(), Linear(784, 32), Linear(32, 10))));

        Assert.InRange(finding.Evidence[0].Value, 0, 1e-5);
    }

    [Fact]
    public void Finds_a_softmax_before_cross_entropy() =>
        Only("softmax-before-loss", Find(() => Sequential(Flatten(), Linear(784, 10), Softmax(-1))));

    [Fact]
    public void Finds_a_network_that_mixes_its_batch() =>
        Only("batch-dependence", Find(() => new Custom(Linear(784, 10), (layer, x) => layer.call(x.flatten(1)) - x.flatten(1).mean([0], keepdim: true).sum())));

    [Fact]
    public void Finds_dropout_that_stays_on_in_evaluation() =>
        Only("wrong-mode", Find(() => new Custom(Linear(784, 10), (layer, x) => layer.call(functional.dropout(x.flatten(1), 0.5, training: true)))));

    [Fact]
    public void Finds_a_layer_that_is_cut_off_from_the_loss() =>
        Assert.Contains("first", Only("no-gradient", Find(() => new Custom(Sequential(("first", Linear(784, 20)), ("relu", ReLU()), ("last", Linear(20, 10))), (layer, x) =>
        {
            var parts = (TorchSharp.Modules.Sequential)layer;
            using Tensor hidden = parts[0].call(x.flatten(1));
            return parts[2].call(functional.relu(hidden.detach()));
        }))).Where, StringComparison.Ordinal);

    [Fact]
    public void Finds_a_network_that_does_not_see_its_inputs() =>
        Only("input-ignored", Find(() => new Custom(Linear(784, 10), (layer, x) => layer.call(x.flatten(1) * 0 + 1))), "no-gradient");

    [Fact]
    public void Finds_a_network_that_cannot_learn_a_batch() =>
        Only("cannot-overfit", Find(() => new Custom(Linear(784, 10), (layer, x) => layer.call(x.flatten(1)) * 1e-6f)), "input-ignored");

    [Fact]
    public void Finds_a_first_loss_far_from_that_of_a_guess() =>
        Only("initial-loss", Find(() => new Custom(Linear(784, 10), (layer, x) => layer.call(x.flatten(1)) * 30)));

    [Fact]
    public void Finds_test_examples_and_contradictions_among_the_training_examples()
    {
        // The last ten repeat the first ten, with the other label.
        byte[] inputs = [.. Enumerable.Range(0, 200 * 4).SelectMany(i => BitConverter.GetBytes((float)Math.Sin((i % 760) * 7.3)))];
        ArraySource Source(int from, int count) => ArraySource.OfClasses(
            new ArrayFormat(ElementType.Float32, 4), inputs.AsMemory(from * 16, count * 16), [.. Enumerable.Range(from, count).Select(i => i / 190L)], ["zero", "one"]);

        IReadOnlyList<Finding> found = Find(() => Sequential(Linear(4, 16), ReLU(), Linear(16, 2)), new Dataset("leaky", Source(0, 200), Source(100, 50)));

        Assert.Contains("50 of 50", found.Single(finding => finding.Check == "test-in-train").What, StringComparison.Ordinal);
        Assert.Contains("20 training examples", found.Single(finding => finding.Check == "conflicting-labels").What, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_class_numbers_in_a_loss_of_distances()
    {
        float[] inputs = [.. Enumerable.Range(0, 400).Select(i => (float)Math.Sin(i * 1.7))];
        float[] labels = [.. Enumerable.Range(0, 100).Select(i => (float)(i % 7))];
        var source = new ArraySource(
            new ExampleFormat(new ArrayFormat(ElementType.Float32, 4), new ArrayFormat(ElementType.Float32, 1)), MemoryMarshal.AsBytes<float>(inputs).ToArray(),
            MemoryMarshal.AsBytes<float>(labels).ToArray(), []);

        IReadOnlyList<Finding> found = Find(() => Sequential(Linear(4, 64), ReLU(), Linear(64, 1)), new Dataset("numbers", source, null), new MeanSquaredLoss());

        Assert.Contains(found, finding => finding.Check == "label-as-number");
    }

    public void Dispose() => _folder.Dispose();

    private static Finding Only(string check, IReadOnlyList<Finding> found, string? besides = null)
    {
        Assert.Equal([check], found.Select(finding => finding.Check).Where(id => id != besides));
        return found.Single(finding => finding.Check == check);
    }

    // What is found before the first step.
    private List<Finding> Find(Func<Module<Tensor, Tensor>> network, Dataset? data = null, Loss? loss = null)
    {
        List<Finding> found = [];
        NoticeList notices = new();
        using CancellationTokenSource stop = new();
        stop.Cancel();
        using (var doctor = new RunDoctor(DoctorLevel.On, found.Add, TimeProvider.System))
        {
            new Trainer(new TrainingOptions { Epochs = 1, Threads = 1, BatchSize = 50, Validation = 0 }, new TrainerSetup
            {
                Output = _folder[$"run-{++_runs}"],
                Observers = [doctor, notices],
                Probe = doctor,
                Stop = stop.Token,
            }).Fit(network, data ?? Glyphs.Data, new AdamOptions { LearningRate = 0.001 }, loss ?? Loss.CrossEntropy);
        }

        Assert.Empty(notices.Items);
        return [.. found.Where(finding => finding.Step == 0)];
    }

    private sealed class Custom : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _layer;
        private readonly Func<Module<Tensor, Tensor>, Tensor, Tensor> _forward;

        public Custom(Module<Tensor, Tensor> layer, Func<Module<Tensor, Tensor>, Tensor, Tensor> forward)
            : base("custom")
        {
            (_layer, _forward) = (layer, forward);
            register_module("layer", layer);
        }

        public override Tensor forward(Tensor input) => _forward(_layer, input);
    }
}
