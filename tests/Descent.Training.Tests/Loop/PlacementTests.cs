using Descent.Models;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Torch.Devices;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

/// <summary>Mirrored parameters with the CPU as the other device, so that both ways of copying are gone; and what a machine without a GPU refuses.</summary>
public sealed class PlacementTests : IDisposable
{
    private static readonly TrainingOptions Short = new()
    {
        Epochs = 2,
        BatchSize = 32,
        ChunkSize = 16,
        Threads = 1,
        LogEvery = 1,
        CheckpointEvery = 5,
        ClipNorm = 5,
        AverageDecay = 0.9,
    };

    private readonly TemporaryFolder _folder = new();

    private static Placement Mirrored => new(CPU, IsMirrored: true);

    [Theory]
    [InlineData(Precision.Fp32, Layout.Nchw, false)]
    [InlineData(Precision.Fp32, Layout.Nhwc, true)]
    [InlineData(Precision.Fp16, Layout.Nchw, false)]
    public void Mirrored_parameters_are_trained_to_the_same_bytes(Precision precision, Layout layout, bool isConvolutional)
    {
        TrainingOptions options = Short with { Precision = precision, Layout = layout };
        Func<Module<Tensor, Tensor>> make = isConvolutional ? () => new LeNet() : RandomLayersNetwork.Make;
        RunFolder plain = Train("plain", options, Placement.Host, make);
        RunFolder mirrored = Train("mirrored", options, Mirrored, make);

        Assert.Equal(RunBytes.Of(plain), RunBytes.Of(mirrored));
        Assert.Equal(precision == Precision.Fp16, RunBytes.Of(mirrored).Progress.LossScale is not null);
    }

    [Fact]
    public void Mirrored_parameters_are_resumed_to_the_same_bytes()
    {
        var watcher = new StepWatcher(12, () => FolderCopy.Copy(_folder["run"], _folder["killed"]));
        RunFolder unbroken = Train("run", Short, Mirrored, RandomLayersNetwork.Make, watcher);
        RunFolder resumed = RunFolder.Open(_folder["killed"]);
        new TrainingSession(resumed, Prepare(Short, Mirrored, RandomLayersNetwork.Make), new TrainerSetup()).Run();

        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
    }

    [Fact]
    public void Gradients_wait_to_be_fetched_and_values_to_be_sent()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network, place: Mirrored);
        Tensor weight = network.named_parameters().Single(p => p.name == "linear1.weight").parameter;
        network.call(ones(4, 5)).sum().backward();

        Assert.Equal(weight.data<float>().ToArray(), flat.Values[..35].ToArray());
        Assert.Equal(-1, flat.Gradients.IndexOfAnyExcept(0));
        flat.FetchGradients();
        Assert.Equal(weight.grad!.data<float>().ToArray(), flat.Gradients[..35].ToArray());
        Assert.NotEqual(-1, flat.Gradients.IndexOfAnyExcept(0));

        flat.Values[0] = 7;
        Assert.NotEqual(7, weight[0, 0].item<float>());
        flat.SendValues();
        Assert.Equal(7, weight[0, 0].item<float>());

        flat.ClearGradients();
        Assert.Equal((-1, 0f), (flat.Gradients.IndexOfAnyExcept(0), weight.grad!.abs().sum().item<float>()));
    }

    [Fact]
    public void Inputs_and_labels_follow_the_network()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Linear(5, 3);
        Placement meta = new(META, IsMirrored: true);
        meta.Move(network);
        Tensor outputs = new ForwardPass(network, place: meta).Call(ones(4, 5));
        Loss[] losses = [Loss.CrossEntropy, new MeanSquaredLoss()];
        Tensor[] labels = [zeros(4, ScalarType.Int64), zeros(4, 3)];

        Assert.Equal(DeviceType.META, outputs.device_type);
        Assert.All(losses.Zip(labels), pair => Assert.Equal(DeviceType.META, pair.First.Compute(outputs, pair.Second).device_type));
        Assert.Equal(4, Loss.CrossEntropy.Weight(labels[0]));
        Assert.Same(labels[0], Placement.Host.Bring(labels[0]));
    }

    [Fact]
    public void A_parameter_of_two_layers_is_not_torn_apart()
    {
        using var first = Linear(3, 3);
        using var second = Linear(3, 3);
        second.weight = first.weight;
        using Module<Tensor, Tensor> network = Sequential(("first", first), ("second", second));

        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => new Placement(META, IsMirrored: true).Move(network)).Mistakes);
        Assert.Equal("first.weight = second.weight", mistake.Received);
        Assert.All(network.parameters(), parameter => Assert.Equal(DeviceType.CPU, parameter.device_type));
    }

    [Fact]
    public void Without_a_GPU_a_run_is_refused_before_anything_is_written()
    {
        CudaFault? fault = Cuda.FindFault();
        Assert.SkipWhen(fault is null, "This machine has a GPU.");
        var trainer = new Trainer(
            Short with { Device = ComputeDevice.Cuda, Precision = Precision.Fp16 }, new TrainerSetup { Output = _folder["run"] });

        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(
            () => trainer.Fit(RandomLayersNetwork.Make, Glyphs.Few(100), new AdamOptions { LearningRate = 0.01 }, Loss.CrossEntropy)).Mistakes);
        Assert.Equal("There is no GPU to compute on.", mistake.What);
        Assert.Contains(fault!.Found, mistake.Received, StringComparison.Ordinal);
        Assert.Contains("--device cpu", mistake.Fix, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
        Assert.Throws<RunConfigurationException>(() => Placement.Of(ComputeDevice.Cuda));
    }

    [Fact]
    public void A_run_from_a_GPU_goes_on_without_one_when_it_is_told_to()
    {
        Assert.SkipWhen(Cuda.FindFault() is null, "This machine has a GPU.");
        var watcher = new StepWatcher(12, () => FolderCopy.Copy(_folder["run"], _folder["killed"]));
        RunFolder unbroken = Train("run", Short, Placement.Host, RandomLayersNetwork.Make, watcher);
        string manifest = _folder["killed/run.json"];
        string asked = File.ReadAllText(manifest);
        Assert.Contains("\"device\": \"cpu\"", asked, StringComparison.Ordinal);
        File.WriteAllText(manifest, asked.Replace("\"device\": \"cpu\"", "\"device\": \"cuda\"", StringComparison.Ordinal));
        RunFolder killed = RunFolder.Open(_folder["killed"]);

        Assert.Throws<RunConfigurationException>(() => Trainer.Resume(killed, RandomLayersNetwork.Make, Glyphs.Few(300)));
        RunFolder resumed = Trainer.Resume(killed, RandomLayersNetwork.Make, Glyphs.Few(300), device: ComputeDevice.Cpu).Run;
        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
    }

    public void Dispose() => _folder.Dispose();

    // Float16 is set after the check: it is refused on a CPU, but computes there.
    private static TrainingInputs Prepare(TrainingOptions options, Placement place, Func<Module<Tensor, Tensor>> make)
    {
        TrainingPlan plan = new(options, new AdamOptions { LearningRate = 0.01 }, Loss.CrossEntropy);
        TrainingInputs inputs = TrainingInputs.Prepare(plan with { Training = options with { Precision = Precision.Fp32 } }, make, Glyphs.Few(300), new SoloCollective());
        return inputs with { Place = place, Plan = plan with { Training = inputs.Plan.Training with { Precision = options.Precision } } };
    }

    private RunFolder Train(
        string name, TrainingOptions options, Placement place, Func<Module<Tensor, Tensor>> make, params StepWatcher[] watchers)
    {
        TrainingInputs inputs = Prepare(options, place, make);
        RunFolder run = RunFolder.Create(_folder[name], new RunManifest
        {
            Name = "run",
            Created = DateTimeOffset.UnixEpoch,
            Network = "network",
            NetworkOptions = new Dictionary<string, long>(),
            Dataset = "glyphs",
            Seed = options.Seed,
            DataFingerprint = inputs.Split.Train.Fingerprint,
            CommandLine = [],
            Versions = new Dictionary<string, string>(),
            Options = inputs.Plan.ToJson(),
        });
        return new TrainingSession(run, inputs, new TrainerSetup { Observers = watchers }).Run().Run;
    }
}
