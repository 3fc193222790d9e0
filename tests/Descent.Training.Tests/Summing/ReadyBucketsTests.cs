using Descent.Torch.Loading;
using Descent.Training.Loop;
using Descent.Training.Summing;
using Descent.Training.Tests.Collectives;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Summing;

/// <summary>Ranks that are threads sum their gradients during backward; sums count by the bucket that had begun when backward was over.</summary>
public sealed class ReadyBucketsTests
{
    private const int Wide = 300;

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 2)]
    public void Buckets_begin_during_backward_from_the_second_step_on_and_no_bit_changes(bool isTied, int early)
    {
        Libtorch.Load();
        foreach (int size in new[] { 2, 3 })
        {
            Ended[] after = ThreadRanks.Run(size, ranks => Train((ThreadRanks)ranks, isTied, overlaps: false));
            Ended[] during = ThreadRanks.Run(size, ranks => Train((ThreadRanks)ranks, isTied, overlaps: true));

            Assert.All(during, rank => Assert.Equal(after[0].Gradients, rank.Gradients));
            Assert.All(during, rank => Assert.Equal([0, early, early], rank.Early));
        }
    }

    // Three steps, of which each rank's gradients differ, without updates.
    private static Ended Train(ThreadRanks ranks, bool isTied, bool overlaps)
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => new Net(isTied));
        using var parameters = new FlatParameters(network);
        (int Start, Tensor Values)[] buckets = [.. parameters.GradientBuckets(Wide * Wide * sizeof(float))];
        using ReadyBuckets? ready = overlaps ? new ReadyBuckets(network, parameters, ranks, buckets) : null;
        List<int> early = [];
        List<byte> gradients = [];
        for (int step = 0; step < 3; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            parameters.ClearGradients();
            int before = ranks.Begun;
            for (int chunk = 0; chunk < 2; chunk++)
            {
                ready?.BeginForward();
                Tensor outputs = network.call(tensor(TestNetworks.Wave(8 * Wide, (step * 100) + (chunk * 10) + ranks.Rank)).view(8, Wide));
                if (chunk == 1)
                {
                    ready?.BeginBackward();
                }

                (outputs * outputs).sum().backward();
            }

            early.Add(ranks.Begun - before);
            foreach ((_, Tensor bucket) in overlaps ? [] : buckets)
            {
                ranks.Sum(bucket);
            }

            ready?.BeginRest();
            ready?.Wait();
            gradients.AddRange(System.Runtime.InteropServices.MemoryMarshal.AsBytes(parameters.Gradients));
        }

        Array.ForEach(buckets, bucket => bucket.Values.Dispose());
        return new Ended(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([.. gradients])), [.. early]);
    }

    private sealed record Ended(string Gradients, int[] Early);

    // Four matrices of a bucket each; the first layer's input has no gradient, so that it is done only with all.
    private sealed class Net : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear[] _layers;
        private readonly bool _isTied;

        public Net(bool isTied)
            : base("net")
        {
            _isTied = isTied;
            _layers = [.. Enumerable.Range(0, 4).Select(_ => Linear(Wide, Wide))];
            for (int i = 0; i < _layers.Length; i++)
            {
                register_module($"layer{i}", _layers[i]);
            }
        }

        // Tied, the second layer's weight is used by others before and behind its back.
        public override Tensor forward(Tensor input)
        {
            Tensor first = _layers[0].call(input);
            Tensor inputs = _isTied ? functional.linear(first, _layers[1].weight!) : first;
            return _layers.Skip(1).Aggregate(inputs, (tensor, layer) => layer.call(tensor.tanh()));
        }
    }
}
