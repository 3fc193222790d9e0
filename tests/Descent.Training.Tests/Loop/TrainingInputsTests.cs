using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

public sealed class TrainingInputsTests
{
    private static readonly OptimizerOptions Optimizer = new SgdOptions { LearningRate = 0.1 };

    [Fact]
    public void Makes_everything_that_a_run_needs()
    {
        TrainingPlan plan = Plan(new TrainingOptions { Validation = 0.2, Threads = 1 });
        TrainingInputs inputs = TrainingInputs.Prepare(plan, TestNetworks.Small, TestData.Set(100), new SoloCollective());
        using Module<Tensor, Tensor> network = inputs.Network;

        Assert.Equal(plan with { Training = plan.Training with { Schedule = new CosineSchedule() } }, inputs.Plan);
        Assert.Equal((80L, 20L), (((IMapSource)inputs.Split.Train).Count, inputs.Split.Validation!.Count));
        Assert.Empty(inputs.Transforms);
        Assert.Equal(1, inputs.Threads);
        Assert.Equal(1, get_num_threads());
        Assert.True(inputs.Network.training);
    }

    [Fact]
    public void The_normalizer_sees_the_training_split_alone()
    {
        TrainingInputs inputs = TrainingInputs.Prepare(Plan(new TrainingOptions { Validation = 0.5, Threads = 1 }), TestNetworks.Small, TestData.Set(50), new SoloCollective());
        using Module<Tensor, Tensor> network = inputs.Network;
        var train = (SubsetSource)inputs.Split.Train;

        Assert.Equal(train.Fingerprint, inputs.Normalizer!.Fingerprint);
        Assert.Equal(Enumerable.Range(0, 25).Average(i => train.OriginalId(i)), inputs.Normalizer!.Mean[0], 1e-4);
    }

    [Fact]
    public void The_seed_decides_the_initial_weights_whatever_was_drawn_before()
    {
        float[] Weights(ulong seed)
        {
            TrainingInputs inputs = TrainingInputs.Prepare(
                Plan(new TrainingOptions { Seed = seed, Threads = 1 }), () => Linear(5, 3), TestData.Set(50), new SoloCollective());
            using Module<Tensor, Tensor> network = inputs.Network;
            return network.parameters().First().data<float>().ToArray();
        }

        float[] first = Weights(1);
        rand(10).Dispose();

        Assert.Equal(first, Weights(1));
        Assert.NotEqual(first, Weights(2));
    }

    [Fact]
    public void Every_mistake_is_told_at_once_before_a_network_is_made()
    {
        var options = new TrainingOptions { Epochs = 0, ClipNorm = -1, Schedule = new CosineSchedule(), Transforms = "crop:x,blur", Validation = 0 };
        var plan = new TrainingPlan(options, new SgdOptions { LearningRate = -1 }, Loss.CrossEntropy);
        var stream = new Dataset("glyphs", new GlyphStreamSource(1), null);
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(
            () => TrainingInputs.Prepare(plan, () => throw new InvalidOperationException("made"), stream, new SoloCollective()));

        string[] told = [.. e.Mistakes.Select(mistake => mistake.What)];
        Assert.Equal(6, told.Length);
        Assert.Equal(["--epochs is out of range.", "--clip-norm is out of range.", "--learning-rate is out of range."], told[..3]);
        Assert.StartsWith("The schedule needs the number of steps", told[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Transforms_that_inputs_cannot_have_are_a_mistake()
    {
        TrainingPlan plan = Plan(new TrainingOptions { Transforms = "flip" });

        Assert.NotEmpty(Assert.Throws<RunConfigurationException>(
            () => TrainingInputs.Prepare(plan, TestNetworks.Small, TestData.Set(50), new SoloCollective())).Mistakes);
    }

    [Fact]
    public void Outputs_that_do_not_fit_the_classes_are_refused_in_numbers()
    {
        Mistake mistake = Single(() => TestNetworks.Fixed(() => Linear(5, 4)));

        Assert.Equal(("outputs [4]", "[3], one logit a class"), (mistake.Received, mistake.Allowed));
    }

    [Fact]
    public void A_network_that_cannot_take_the_inputs_is_refused_before_the_first_step()
    {
        Mistake own = Single(() => new LeNet());
        Mistake others = Single(() => TestNetworks.Fixed(() => Linear(6, 3)));

        Assert.All([own, others], mistake => Assert.Equal(("The network cannot take these inputs.", "[5]"), (mistake.What, mistake.Received)));
        Assert.Contains("[batch, 1, 28, 28]", own.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trial_leaves_running_statistics_as_they_were()
    {
        TrainingInputs inputs = TrainingInputs.Prepare(
            Plan(new TrainingOptions { Threads = 1 }), () => TestNetworks.Fixed(() => Sequential(("norm", BatchNorm1d(5)), ("linear", Linear(5, 3)))),
            TestData.Set(50), new SoloCollective());
        using Module<Tensor, Tensor> network = inputs.Network;

        Assert.Equal(0, network.named_buffers().Single(buffer => buffer.name == "norm.num_batches_tracked").buffer.item<long>());
        Assert.True(network.training);
    }

    private static Mistake Single(Func<Module<Tensor, Tensor>> makeNetwork) => Assert.Single(Assert.Throws<RunConfigurationException>(
        () => TrainingInputs.Prepare(Plan(new TrainingOptions { Threads = 1 }), makeNetwork, TestData.Set(50), new SoloCollective())).Mistakes);

    private static TrainingPlan Plan(TrainingOptions options) => new(options, Optimizer, Loss.CrossEntropy);
}
