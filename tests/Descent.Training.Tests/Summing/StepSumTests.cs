using System.Security.Cryptography;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Torch.Loading;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Summing;
using Descent.Training.Tests.Collectives;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Summing;

/// <summary>Steps of ranks that are threads, over epochs whose last batch leaves some of them without an example.</summary>
public sealed class StepSumTests
{
    private static readonly TrainingOptions Exact = new() { BatchSize = 16, ChunkSize = 2, Exact = true };

    [Fact]
    public void Exact_steps_are_the_same_bits_on_any_number_of_ranks()
    {
        Libtorch.Load();
        string[] alone = ThreadRanks.Run(1, ranks => Train(Exact, ranks).Digest);
        foreach (int size in new[] { 2, 4, 8 })
        {
            Assert.All(ThreadRanks.Run(size, ranks => Train(Exact, ranks).Digest), digest => Assert.Equal(alone[0], digest));
        }
    }

    [Fact]
    public void Plain_steps_are_the_same_on_every_rank_and_but_for_rounding_those_of_one_process()
    {
        Libtorch.Load();
        TrainingOptions plain = new() { BatchSize = 16 };
        // Without running statistics, which are each rank's own.
        Trained alone = ThreadRanks.Run(1, ranks => Train(plain, ranks, withNorm: false))[0];
        foreach (int size in new[] { 2, 4, 8 })
        {
            Trained[] ranks = ThreadRanks.Run(size, each => Train(plain with { ChunkSize = 3 }, each, withNorm: false));

            Assert.Single(ranks.Select(rank => rank.Digest).Distinct());
            Assert.Equal(alone.Weights, ranks[0].Weights, (a, b) => Math.Abs(a - b) < 1e-5);
            Assert.Equal(alone.Totals.Correct, ranks[0].Totals.Correct);
            Assert.Equal(alone.Totals.LossWeight, ranks[0].Totals.LossWeight);
            Assert.Equal(alone.Totals.LossSum, ranks[0].Totals.LossSum, 1e-4);
        }
    }

    [Fact]
    public void Running_statistics_of_an_exact_step_are_one_update_by_the_mean_of_the_chunks()
    {
        Libtorch.Load();
        using Module<Tensor, Tensor> network = Network(withNorm: true);
        using var parameters = new FlatParameters(network);
        using Optimizer optimizer = new SgdOptions { LearningRate = 0.1 }.Create(parameters, 1);
        var state = new TrainingState(network, parameters, optimizer, []);
        using StepSum sum = StepSum.Create(new SumParts(Exact with { ChunkSize = 4 }, state, Loss.CrossEntropy, new SoloCollective()));
        using IBatchReader reader = Open(16, BatchBlock.Whole);
        Assert.True(reader.TryNext(out Batch? batch));
        using DisposeScope scope = NewDisposeScope();

        Step(network, sum, batch);

        Tensor chunks = batch.Inputs.view(4, 4, 5);
        Tensor mean = chunks.mean([0, 1]) * 0.1;
        Tensor variance = (chunks.var(1).mean([0]) * 0.1) + 0.9;
        Assert.True((mean - network.get_buffer("norm.running_mean")!).abs().max().item<float>() < 1e-6);
        Assert.True((variance - network.get_buffer("norm.running_var")!).abs().max().item<float>() < 1e-6);
        Assert.Equal(1, network.get_buffer("norm.num_batches_tracked")!.item<long>());
    }

    [Fact]
    public void One_rank_that_is_asked_to_stop_stops_all()
    {
        Libtorch.Load();
        bool[] stops = ThreadRanks.Run(4, ranks =>
        {
            using CancellationTokenSource stop = new();
            if (ranks.Rank == 2)
            {
                stop.Cancel();
            }

            return Train(new TrainingOptions { BatchSize = 16 }, ranks, stop: stop.Token).Stops;
        });

        Assert.Equal([true, true, true, true], stops);
    }

    private static Trained Train(TrainingOptions options, ICollective ranks, bool withNorm = true, CancellationToken stop = default)
    {
        using Module<Tensor, Tensor> network = Network(withNorm);
        using var parameters = new FlatParameters(network);
        using Optimizer optimizer = new AdamOptions { LearningRate = 0.01 }.Create(parameters, 1);
        var state = new TrainingState(network, parameters, optimizer, []);
        using StepSum sum = StepSum.Create(new SumParts(options, state, Loss.CrossEntropy, ranks));
        using IBatchReader reader = Open(86, new BatchBlock(ranks.Rank, ranks.Size));
        StepTotals totals = default;
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            while (reader.TryNext(out Batch? batch))
            {
                using DisposeScope scope = NewDisposeScope();
                totals = Step(network, sum, batch, stop.IsCancellationRequested);
                optimizer.Update(0.01);
                state.Progress.Advance(batch, totals);
                digest.AppendData(BitConverter.GetBytes(totals.Loss));
            }
        }

        digest.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(parameters.Values));
        foreach (Tensor buffer in state.Buffers)
        {
            digest.AppendData(TensorMemory.Bytes(buffer));
        }

        digest.AppendData(BitConverter.GetBytes(state.Progress.OrderDigest));
        return new Trained(Convert.ToHexString(digest.GetHashAndReset()), parameters.Values.ToArray(), totals, sum.IsStopAgreed(stop));
    }

    private static StepTotals Step(Module<Tensor, Tensor> network, StepSum sum, Batch batch, bool stop = false)
    {
        network.train();
        sum.Begin(batch);
        for (int chunk = 0; chunk < sum.Cut.Count(batch); chunk++)
        {
            (Tensor inputs, Tensor labels) = sum.Take(batch, chunk);
            Tensor outputs = network.call(inputs);
            Tensor loss = Loss.CrossEntropy.Compute(outputs, labels);
            sum.Weigh(loss, chunk).backward();
            sum.Add(chunk, loss.item<float>(), Loss.CrossEntropy.CountCorrect(outputs, labels));
        }

        return sum.Finish(stop);
    }

    // 86 is 5 batches of 16 and one of 6: of 8 ranks three have rows, of 4 ranks two, the second half as many, of 2 ranks one.
    private static IBatchReader Open(int count, BatchBlock block)
    {
        var source = TestData.Source(count);
        return Loader.Open(source, Normalizer.Fit(source), [], new LoaderOptions { BatchSize = 16, Block = block, Prefetch = 0, Seed = 3 });
    }

    private static Module<Tensor, Tensor> Network(bool withNorm) => TestNetworks.Fixed(() => withNorm
        ? Sequential(("norm", BatchNorm1d(5)), ("linear1", Linear(5, 40)), ("relu", ReLU()), ("linear2", Linear(40, 3)))
        : Sequential(("linear1", Linear(5, 40)), ("relu", ReLU()), ("linear2", Linear(40, 3))));

    private sealed record Trained(string Digest, float[] Weights, StepTotals Totals, bool Stops);
}
