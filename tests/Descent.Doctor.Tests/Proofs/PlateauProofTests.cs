using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Doctor.Proofs;
using Descent.Models.Initialization;
using Descent.Runs;
using Descent.Torch.Randomness;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using Descent.Training.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests.Proofs;

public sealed class PlateauProofTests : IDisposable
{
    private static readonly TrainingOptions Plain = new()
    {
        BatchSize = 32,
        Validation = 0,
        Threads = 1,
        Prefetch = 0,
        Schedule = new ConstantSchedule(),
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_convex_problem_that_is_solved_is_at_its_minimum()
    {
        PlateauProof proof = Prove(() => Linear(2, 2), Clouds(), new MomentumOptions { LearningRate = 0.02 }, epochs: 60);

        Assert.True(proof.Answer == PlateauAnswer.Minimum, Show(proof));
    }

    [Fact]
    public void The_same_problem_at_its_beginning_is_still_improving()
    {
        PlateauProof proof = Prove(() => Linear(2, 2), Clouds(), new SgdOptions { LearningRate = 0.02 }, epochs: 1);

        Assert.True(proof.Answer == PlateauAnswer.StillImproving, Show(proof));
    }

    [Fact]
    public void A_network_whose_weights_are_all_zero_stands_on_a_saddle()
    {
        PlateauProof proof = Prove(() => Zero(Sequential(("first", Linear(2, 8)), ("tanh", Tanh()), ("last", Linear(8, 2)))), Clouds(), new SgdOptions { LearningRate = 0.1 }, epochs: 10);

        Assert.True(proof.Answer == PlateauAnswer.Saddle, Show(proof));
    }

    [Fact]
    public void Ten_layers_of_sigmoids_have_lost_their_gradient()
    {
        PlateauProof proof = Prove(() => Deep("sigmoid"), Glyphs.Data, new SgdOptions { LearningRate = 0.1 }, epochs: 5);

        Assert.True(proof.Answer == PlateauAnswer.VanishedGradient, Show(proof));
    }

    [Fact]
    public void A_healthy_twin_with_ReLU_is_still_improving()
    {
        PlateauProof proof = Prove(() => Deep("relu"), Glyphs.Data, new SgdOptions { LearningRate = 0.02 }, epochs: 5);

        Assert.True(proof.Answer == PlateauAnswer.StillImproving, Show(proof));
    }

    [Fact]
    public void A_rate_that_is_far_too_low_makes_a_ledge_of_a_slope()
    {
        PlateauProof proof = Prove(() => Sequential(("flatten", Flatten()), ("last", Linear(784, 10))), Glyphs.Data, new SgdOptions { LearningRate = 2e-5 }, epochs: 4);

        Assert.True(proof.Answer == PlateauAnswer.Ledge, Show(proof));
    }

    [Fact]
    public void A_rate_that_even_ten_times_as_high_is_far_too_low_leaves_the_slope_to_be_walked()
    {
        PlateauProof proof = Prove(() => Sequential(("flatten", Flatten()), ("last", Linear(784, 10))), Glyphs.Data, new SgdOptions { LearningRate = 1e-7 }, epochs: 4);

        Assert.True(proof.Answer == PlateauAnswer.Ledge, Show(proof));
        Assert.True(proof.Evidence.LeadsDown && !proof.Evidence.Trials.Any(trial => trial.Helps), Show(proof));
    }

    [Fact]
    public void Between_a_stop_and_its_resume_it_changes_no_bit_of_a_run_with_statistics_and_dropout()
    {
        RunFolder whole = TrainedRun.Whole(_folder["whole"], RandomLayersNetwork.Make);
        RunFolder stopped = TrainedRun.Stop(_folder["stopped"], RandomLayersNetwork.Make, 10);

        PlateauProof proof = PlateauProof.Run(stopped, RandomLayersNetwork.Make, Glyphs.Data, 16);
        Trainer.Resume(stopped, RandomLayersNetwork.Make, Glyphs.Data, new TrainerSetup());

        Assert.Equal(10, proof.Evidence.FirstStep);
        Assert.True(double.IsFinite(proof.Evidence.Curvature.Smallest), Show(proof));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole.ModelPath, "weights.safetensors")), File.ReadAllBytes(Path.Combine(stopped.ModelPath, "weights.safetensors")));
    }

    [Fact]
    public void Of_a_loss_without_classes_guessing_is_that_of_the_initial_weights_and_decay_is_part_of_the_minimum()
    {
        Dataset line = new("line", Numbers(200), null);
        PlateauProof proof = Prove(() => Zero(Linear(2, 1)), line, new SgdOptions { LearningRate = 0.1, WeightDecay = 0.5 }, epochs: 40, loss: new MeanSquaredLoss());

        Assert.True(proof.Answer == PlateauAnswer.Minimum, Show(proof));
        Assert.InRange(proof.Evidence.Guessing, 1.2 * proof.Evidence.Loss, 10);
        Assert.InRange(proof.Evidence.Slope.SignalToNoise, 0, 1);
    }

    public void Dispose() => _folder.Dispose();

    private PlateauProof Prove(Func<Module<Tensor, Tensor>> network, Dataset data, OptimizerOptions optimizer, int epochs, Loss? loss = null)
    {
        RunFolder run = new Trainer(Plain with { Epochs = epochs }, new TrainerSetup { Output = _folder["run"] }).Fit(network, data, optimizer, loss ?? Loss.CrossEntropy).Run;
        IReadOnlyDictionary<string, string> before = TrainedRun.Bytes(run);

        PlateauProof proof = PlateauProof.Run(run, network, data, 100);

        Assert.Equal(before, TrainedRun.Bytes(run));
        return proof;
    }

    private static string Show(PlateauProof proof) =>
        $"{proof.Answer}: {proof.Reason}\n{string.Join('\n', PlateauTable.Rows(proof.Evidence))}";

    // Two clouds that overlap, so that the loss of the best line is not 0.
    private static Dataset Clouds()
    {
        const int Count = 400;
        float[] inputs = new float[2 * Count];
        long[] labels = new long[Count];
        KeyedRandom random = new(11);
        for (int i = 0; i < Count; i++)
        {
            labels[i] = i % 2;
            inputs[2 * i] = (float)(random.NextNormal() + labels[i]);
            inputs[(2 * i) + 1] = (float)(random.NextNormal() - labels[i]);
        }

        return new Dataset("clouds", ArraySource.OfClasses(new ArrayFormat(ElementType.Float32, 2), MemoryMarshal.AsBytes<float>(inputs).ToArray(), labels, ["a", "b"]), null);
    }

    // A line through the plane of inputs, and noise.
    private static ArraySource Numbers(int count)
    {
        float[] inputs = new float[2 * count], labels = new float[count];
        KeyedRandom random = new(12);
        for (int i = 0; i < count; i++)
        {
            (inputs[2 * i], inputs[(2 * i) + 1]) = ((float)random.NextNormal(), (float)random.NextNormal());
            labels[i] = (float)(inputs[2 * i] - inputs[(2 * i) + 1] + (0.3 * random.NextNormal()));
        }

        return new ArraySource(
            new ExampleFormat(new ArrayFormat(ElementType.Float32, 2), new ArrayFormat(ElementType.Float32, 1)),
            MemoryMarshal.AsBytes<float>(inputs).ToArray(), MemoryMarshal.AsBytes<float>(labels).ToArray(), []);
    }

    private static T Zero<T>(T network)
        where T : Module
    {
        using IDisposable noGradients = no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in network.parameters())
        {
            parameter.zero_();
        }

        return network;
    }

    private static Module<Tensor, Tensor> Deep(string activation)
    {
        List<(string, Module<Tensor, Tensor>)> layers = [("flatten", Flatten())];
        for (int i = 0; i < 10; i++)
        {
            layers.Add(($"linear{i}", new Models.Layers.Linear(i == 0 ? 784 : 32, 32).Initialize(WeightScheme.KaimingUniform)));
            layers.Add(($"activation{i}", Models.Layers.Activation.Create(activation)));
        }

        layers.Add(("last", new Models.Layers.Linear(32, 10)));
        return Sequential(layers);
    }
}
