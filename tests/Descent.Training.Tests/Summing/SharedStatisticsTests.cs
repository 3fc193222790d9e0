using Descent.Training.Collectives;
using Descent.Training.Summing;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Summing;

public sealed class SharedStatisticsTests
{
    [Fact]
    public void A_network_whose_normalization_cannot_share_or_that_has_none_is_a_mistake()
    {
        using Module<Tensor, Tensor> foreign = Sequential(("norm", BatchNorm1d(3)), ("linear", Linear(3, 3)));
        using Module<Tensor, Tensor> ours = Sequential(("norm", new Models.Layers.BatchNorm1d(3)));

        Assert.Contains("norm", Assert.Single(SharedStatistics.FindMistakes(foreign)).Received, StringComparison.Ordinal);
        Assert.Contains("has no batch normalization", Assert.Single(SharedStatistics.FindMistakes(TestNetworks.Small())).What, StringComparison.Ordinal);
        Assert.Empty(SharedStatistics.FindMistakes(ours));
    }

    [Fact]
    public void A_sum_that_fails_within_backward_is_thrown_after_it_and_layers_measure_alone_once_disposed()
    {
        using var layer = new Models.Layers.BatchNorm1d(3);
        using var ranks = new FailingRanks(works: 2);
        using Module<Tensor, Tensor> network = Sequential(("norm", layer));
        using var statistics = new SharedStatistics(network, ranks);

        layer.call(rand(4, 3).requires_grad_()).sum().backward();

        Assert.Equal(1, Assert.Throws<RankFailedException>(statistics.ThrowIfFailed).Rank);
        Assert.Equal(3, ranks.Sums);
        statistics.Dispose();
        layer.call(rand(4, 3).requires_grad_()).sum().backward();
        Assert.Equal(3, ranks.Sums);
    }

    private sealed class FailingRanks(int works) : ICollective
    {
        private readonly SoloCollective _solo = new();

        public int Sums { get; private set; }

        public int Rank => 0;

        public int Size => 1;

        public string Engine => "none";

        public long Step { get; set; }

        public void Sum(Tensor values)
        {
            if (++Sums > works)
            {
                throw new RankFailedException(1, "host", nameof(Sum), 1, "it is gone");
            }
        }

        public void Barrier() => _solo.Barrier();

        public void Broadcast(Tensor values, int root) => _solo.Broadcast(values, root);

        public ICollectiveWork BeginSum(Tensor values) => _solo.BeginSum(values);

        public void SumScatter(Tensor values, Tensor block) => _solo.SumScatter(values, block);

        public void Gather(Tensor block, Tensor values) => _solo.Gather(block, values);

        public byte[][] Gather(ReadOnlySpan<byte> message) => _solo.Gather(message);

        public void Send(Tensor values, int rank, int tag = 0) => _solo.Send(values, rank, tag);

        public ICollectiveWork BeginSend(Tensor values, int rank, int tag = 0) => _solo.BeginSend(values, rank, tag);

        public void Receive(Tensor values, int rank, int tag = 0) => _solo.Receive(values, rank, tag);

        public void Exchange(Tensor send, Tensor receive, int rank, int tag = 0) => _solo.Exchange(send, receive, rank, tag);

        public ICollective Split(int group) => _solo.Split(group);

        public void Dispose() => _solo.Dispose();
    }
}
