using Descent.Models;
using Descent.Runs;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Splitting;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Splitting;

public sealed class SplitMistakesTests
{
    private static readonly ModelParallel Pipeline = new(ParallelKind.Pipeline, 2);
    private static readonly ModelParallel Tensors = new(ParallelKind.Tensor, 2);

    [Fact]
    public void A_network_can_be_split_in_two_or_more() =>
        Assert.Equal("--parallel is out of range. pipeline:1", First(new TrainingOptions { Parallel = new(ParallelKind.Pipeline, 1) }));

    [Fact]
    public void Exact_mode_and_a_split_network_exclude_each_other() =>
        Assert.Equal("Exact mode has a whole network on every rank. --exact --parallel tensor:2", First(new TrainingOptions { Parallel = Tensors, Exact = true }));

    [Fact]
    public void Micro_batches_belong_to_a_pipeline() =>
        Assert.Equal("Only a pipeline has micro-batches. --micro-batches 4", First(new TrainingOptions { Parallel = Tensors, MicroBatches = 4 }));

    [Fact]
    public void Micro_batches_have_a_number_or_a_size() => Assert.Equal(
        "Both the number and the size of micro-batches are given. --micro-batches 4 --chunk-size 8",
        First(new TrainingOptions { Parallel = Pipeline, MicroBatches = 4, ChunkSize = 8 }));

    [Theory]
    [InlineData(1, "The parts of the network do not divide the ranks. 1 process, --parallel pipeline:2")]
    [InlineData(3, "The parts of the network do not divide the ranks. 3 ranks, --parallel pipeline:2")]
    [InlineData(4, "The micro-batches do not divide the batch. --batch-size 64 --micro-batches 5 on 2 pipelines")]
    public void Ranks_and_micro_batches_come_out_even(int ranks, string expected)
    {
        var mistakes = new MistakeList();
        SplitMistakes.Find(new TrainingOptions { Parallel = Pipeline, MicroBatches = 5 }, ranks, mistakes);

        Assert.Equal(expected, Text(Assert.Single(mistakes.Items)));
    }

    [Theory]
    [InlineData(64, 1, 0, 8)]
    [InlineData(64, 2, 0, 4)]
    [InlineData(60, 1, 0, 10)]
    [InlineData(7, 1, 0, 1)]
    [InlineData(64, 1, 16, 4)]
    public void The_default_is_four_micro_batches_a_stage_or_what_divides(int batchSize, int pipelines, int given, int rows) => Assert.Equal(
        rows, SplitMistakes.MicroBatchSize(new TrainingOptions { BatchSize = batchSize, Parallel = Pipeline, MicroBatches = given }, pipelines));

    [Fact]
    public void A_network_that_is_no_chain_has_no_stages()
    {
        using GoogLeNet auxiliary = new();
        using Transformer branched = new(5, 3, 3, 1, new(8, 2));

        Assert.StartsWith("This network is no chain of layers", Text(Assert.Single(NetworkSplit.FindMistakes(auxiliary, Pipeline))), StringComparison.Ordinal);
        Assert.StartsWith("This network is no chain of layers", Text(Assert.Single(NetworkSplit.FindMistakes(branched, Pipeline))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_of_two_names_is_in_no_one_stage()
    {
        using var shared = Linear(4, 4);
        using var network = Sequential(("a", shared), ("b", shared));

        Assert.StartsWith("This network is no chain of layers", Text(Assert.Single(NetworkSplit.FindMistakes(network, Pipeline))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_has_no_more_stages_than_layers_to_train()
    {
        using Mlp network = new([4]);

        Assert.Empty(NetworkSplit.FindMistakes(network, Pipeline));
        Assert.Equal(
            "The network has fewer layers to train than stages. --parallel pipeline:3, 2 pieces with parameters",
            Text(Assert.Single(NetworkSplit.FindMistakes(network, Pipeline with { Parts = 3 }))));
    }

    [Fact]
    public void Layers_are_split_evenly()
    {
        using LeNet images = new();
        using Gpt heads = new(5, 3, width: 6, heads: 3);

        Assert.StartsWith("No layer of this network can be split.", Text(Assert.Single(NetworkSplit.FindMistakes(images, Tensors))), StringComparison.Ordinal);
        Assert.Equal("The heads cannot be shared out evenly. 3 heads, --parallel tensor:2", Text(Assert.Single(NetworkSplit.FindMistakes(heads, Tensors))));
    }

    [Fact]
    public void Everything_is_refused_before_the_network_is_cut()
    {
        TrainingPlan plan = new(new TrainingOptions { Parallel = Pipeline, Threads = 1 }, new AdamOptions { LearningRate = 0.1 }, Loss.CrossEntropy);

        Assert.Equal(
            "The parts of the network do not divide the ranks. 1 process, --parallel pipeline:2",
            Text(Assert.Single(Assert.Throws<RunConfigurationException>(
                () => TrainingInputs.Prepare(plan, () => throw new InvalidOperationException("made"), TestData.Set(50), new SoloCollective())).Mistakes)));
    }

    private static string First(TrainingOptions options) => Text(options.FindMistakes()[0]);

    private static string Text(Mistake mistake) => $"{mistake.What} {mistake.Received}";
}
