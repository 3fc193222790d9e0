using System.Security.Cryptography;
using Descent.Torch.Loading;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using Descent.Training.Methods;
using Descent.Training.Optimizers;
using Descent.Training.Tests.Checkpoints;
using Descent.Training.Tests.Collectives;
using Descent.Training.Tests.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

/// <summary>Ranks that are threads update the shards of one network, whose channels-last kernel and biases are cut in the middle.</summary>
public sealed class OptimizerShardsTests
{
    public static TheoryData<string> Names => OptimizerCases.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_and_checkpoints_are_the_same_bytes_on_any_number_of_ranks(string optimizer)
    {
        Libtorch.Load();
        string alone = Train(1, optimizer, 6)[0].Digest;

        foreach (int size in new[] { 2, 4 })
        {
            Trained[] ranks = Train(size, optimizer, 6);
            Assert.Equal(alone, ranks[0].Digest);
            Assert.All(ranks, rank => Assert.Equal(ranks[0].Weights, rank.Weights));
        }
    }

    [Fact]
    public void A_checkpoint_goes_on_to_the_same_bytes_on_another_number_of_ranks()
    {
        Libtorch.Load();
        string unbroken = Train(1, "amsgrad", 6)[0].Digest;
        CheckpointSnapshot four = Train(4, "amsgrad", 2)[0].Snapshot;
        CheckpointSnapshot two = Train(2, "amsgrad", 2, four)[0].Snapshot;

        Assert.Equal(unbroken, Train(1, "amsgrad", 2, two)[0].Digest);
        Assert.Equal(unbroken, Train(4, "amsgrad", 2, two)[0].Digest);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Shards_that_are_read_together_are_the_whole_that_is_gathered(int size)
    {
        Libtorch.Load();
        Trained[] ranks = Train(size, "amsgrad", 3);
        foreach (Func<CheckpointSnapshot, IReadOnlyList<NamedArray>> of in new Func<CheckpointSnapshot, IReadOnlyList<NamedArray>>[] { snapshot => snapshot.Weights, snapshot => snapshot.Training })
        {
            SliceMerge merge = new("", ranks.Sum(rank => of(rank.Shard).Sum(array => (long)array.Data.Length)));
            Array.ForEach(ranks, rank => merge.Add("", Arrays.Read(Arrays.Write([.. of(rank.Shard)]))));
            Arrays.AssertSame(of(ranks[0].Snapshot), merge.Finish());
        }

        Assert.All(ranks, rank => Assert.InRange(rank.Shard.Training.Sum(array => array.Data.Length), 1, ranks[0].Snapshot.Training.Sum(array => array.Data.Length) / size * 1.1));
    }

    [Fact]
    public void Two_ranks_keep_half_the_state_each_and_padding_makes_up_for_what_does_not_divide()
    {
        Libtorch.Load();
        long whole = Train(1, "adam", 1)[0].StateBytes;

        Assert.All(Train(2, "adam", 1), rank => Assert.InRange(rank.StateBytes, 0.5 * whole, 0.55 * whole));
        Assert.InRange(Train(3, "adam", 1).Sum(rank => rank.StateBytes), whole, whole + (2 * sizeof(float) * 3 * FlatParameters.Alignment));
    }

    private static Trained[] Train(int size, string optimizer, int steps, CheckpointSnapshot? from = null) => ThreadRanks.Run(size, ranks =>
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(
            ("conv", Conv2d(3, 20, 3)), ("flatten", Flatten()), ("linear1", Linear(80, 61)), ("linear2", Linear(61, 7))));
        using var parameters = new FlatParameters(network, Layout.Nhwc, shards: size);
        OptimizerShards? shards = size > 1 ? new OptimizerShards(parameters, ranks) : null;
        using Optimizer made = OptimizerCases.Get(optimizer, weightDecay: 0.01).Create(shards?.Own ?? new ParameterShard(parameters), 1);
        var state = new TrainingState(network, parameters, made, [], shards);
        if (from is not null && ranks.Rank == 0)
        {
            state.Restore(new Checkpoint("", from.Step, from.Weights, from.Training, from.State));
        }

        SharedStart.Make(state, ranks);
        var update = new WeightUpdate(state, made, [new GradientClipping(0.5)]);
        for (int i = 0; i < steps; i++)
        {
            int step = (int)state.Progress.Step++;
            OptimizerCases.FillGradients(parameters, step);
            update.Apply(OptimizerCases.RateAt(0.01, step));
        }

        CheckpointSnapshot shard = Copy(state.SnapshotShard());
        state.Collect();
        CheckpointSnapshot snapshot = state.Snapshot();
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedArray array in snapshot.Weights.Concat(snapshot.Training))
        {
            digest.AppendData(array.Data.Span);
        }

        return new Trained(Convert.ToHexString(digest.GetHashAndReset()), [.. snapshot.Weights.SelectMany(array => array.Data.ToArray())], snapshot, shard, made.StateBytes);
    });

    // The next snapshot fills the same arrays.
    private static CheckpointSnapshot Copy(CheckpointSnapshot snapshot)
    {
        return snapshot with { Weights = [.. snapshot.Weights.Select(Copied)], Training = [.. snapshot.Training.Select(Copied)] };

        static NamedArray Copied(NamedArray array) => new(array.Name, array.Type, array.Shape, array.Data.ToArray())
        {
            Slice = array.Slice,
        };
    }

    private sealed record Trained(string Digest, byte[] Weights, CheckpointSnapshot Snapshot, CheckpointSnapshot Shard, long StateBytes);
}
