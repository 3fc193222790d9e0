using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests;

/// <summary>Outputs and labels at two positions of each example, some without a label.</summary>
public sealed class SequenceTrainingTests
{
    private const int Count = 24;

    [Fact]
    public void Ignored_positions_count_neither_in_loss_nor_accuracy_and_chunks_of_any_size_agree()
    {
        TrainingOutcome whole = Train(0, i => i % 3 == 0 ? -100 : i % 2);
        TrainingOutcome chunks = Train(3, i => i % 3 == 0 ? -100 : i % 2);
        double positions = whole.Test!.Accuracy!.Value * (Count * 2 * 2 / 3);

        Assert.Equal(whole.Train!.Loss, chunks.Train!.Loss, 1e-5);
        Assert.Equal(whole.Test.Loss, chunks.Test!.Loss, 1e-5);
        Assert.Equal(Math.Round(positions), positions, 1e-9);
        Assert.True(whole.Test.Accuracy > 0.9, $"{whole.Test.Accuracy}");
    }

    [Fact]
    public void A_batch_without_any_label_changes_nothing_and_is_no_mistake() =>
        Assert.Equal((0, 0), (Train(3, _ => -100).Test!.Loss, Train(0, _ => -100).Test!.Accuracy));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_label_that_is_no_class_names_its_example(int chunkSize)
    {
        ExampleException e = Assert.Throws<ExampleException>(() => Train(chunkSize, i => i == 2 * 17 ? 9 : 0));

        Assert.Equal(17, e.Id);
        Assert.Contains("Its label 9 is not one of the classes 0 to 2.", e.Message, StringComparison.Ordinal);
    }

    // The label of a position is the sign of one of the inputs, so that it can be learned.
    private static TrainingOutcome Train(int chunkSize, Func<int, long> label)
    {
        float[] inputs = TestNetworks.Wave(Count * 2, 3);
        long[] labels = [.. Enumerable.Range(0, Count * 2).Select(i => label(i) is 0 or 1 ? (inputs[i] > 0 ? 1 : 0) : label(i))];
        var format = new ExampleFormat(new ArrayFormat(ElementType.Float32, 2), new ArrayFormat(ElementType.Int64, 2));
        var source = new ArraySource(format, MemoryMarshal.AsBytes<float>(inputs).ToArray(), MemoryMarshal.AsBytes<long>(labels).ToArray(), ["no", "yes", "maybe"]);
        using var folder = new TemporaryFolder();
        return new Trainer(
                new TrainingOptions { Epochs = 10, BatchSize = 8, ChunkSize = chunkSize, Validation = 0, Threads = 1 },
                new TrainerSetup { Output = Path.Combine(folder.Path, "run") })
            .Fit(
                () => TestNetworks.Fixed(() => Sequential(("linear", Linear(2, 6)), ("positions", Unflatten(1, [2, 3])))),
                new Dataset("signs", source, source), new AdamOptions { LearningRate = 0.1 }, Loss.CrossEntropy);
    }
}
