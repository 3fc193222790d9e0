using Descent.Models.Layers;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

/// <summary>In a chunked step each chunk is normalized by its own statistics, and each moves the running ones.</summary>
public sealed class ChunkStatisticsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 2)]
    public void The_running_statistics_move_once_a_chunk(int chunkSize, int calls)
    {
        using DisposeScope scope = NewDisposeScope();
        BatchNorm1d norm = new(5, momentum: 0.25);
        using Module<Tensor, Tensor> network = Sequential(("norm", norm), ("linear", new Linear(5, 3)));
        List<Tensor> seen = [];
        norm.register_forward_hook((_, input, output) =>
        {
            if (norm.training)
            {
                seen.Add(input.clone().DetachFromDisposeScope());
            }

            return output;
        });

        new Trainer(
            new TrainingOptions { Epochs = 1, BatchSize = 8, ChunkSize = chunkSize, Validation = 0, Threads = 1 },
            new TrainerSetup { Output = _folder["run"] }).Fit(network, TestData.Set(8), OptimizerCatalog.Create("sgd"), Loss.CrossEntropy);

        Assert.Equal(calls, seen.Count);
        Tensor mean = zeros(5);
        Tensor variance = ones(5);
        foreach (Tensor chunk in seen)
        {
            mean = (mean * 0.75) + (chunk.mean([0]) * 0.25);
            variance = (variance * 0.75) + (chunk.var(0) * 0.25);
        }

        Assert.True((mean - norm.RunningMean).abs().max().item<float>() < 1e-6);
        Assert.True((variance - norm.RunningVariance).abs().max().item<float>() < 1e-6);
        Assert.Equal(calls, norm.get_buffer("num_batches_tracked")!.item<long>());
        seen.ForEach(chunk => chunk.Dispose());
    }

    public void Dispose() => _folder.Dispose();
}
