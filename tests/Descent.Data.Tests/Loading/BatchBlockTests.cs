using Descent.Data.Loading;
using Descent.Runs;

namespace Descent.Data.Tests.Loading;

/// <summary>Ranks that each read a block of every batch read together what one process reads, example by example.</summary>
public sealed class BatchBlockTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Seed = 42 };

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void The_blocks_of_all_ranks_are_the_batches_of_one_process(Variant variant)
    {
        // 61 leaves a last batch of 5: with 4 ranks of 2 rows one is cut short and one is empty; 56 leaves none.
        foreach (int count in new[] { 61, 56 })
        {
            var source = Examples.Source(count);
            LoaderOptions options = Options with { Shuffle = !variant.IsStream };
            foreach (int ranks in new[] { 1, 2, 4, 8 })
            {
                for (int epoch = 0; epoch < 2; epoch++)
                {
                    List<BatchCopy>[] parts = [.. Enumerable.Range(0, ranks).Select(rank =>
                    {
                        using IBatchReader reader = variant.Open(source, options with { Block = new BatchBlock(rank, ranks), StartEpoch = epoch }, new Noise(9));
                        return BatchCopy.ReadEpoch(reader);
                    })];
                    BatchCopy.AssertEqual(Examples.Batches(source, options, epoch, 9), [.. Enumerable.Range(0, parts[0].Count).Select(i => Join(parts, i))]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void A_block_knows_the_ids_of_its_whole_batch_and_may_be_empty(Variant variant)
    {
        var source = Examples.Source(61);
        LoaderOptions options = Options with { Shuffle = !variant.IsStream, StartBatch = 7 };
        using IBatchReader whole = variant.Open(source, options);
        using IBatchReader cut = variant.Open(source, options with { Block = new BatchBlock(2, 4) });
        using IBatchReader none = variant.Open(source, options with { Block = new BatchBlock(3, 4) });
        Assert.True(whole.TryNext(out Batch? all));
        Assert.True(cut.TryNext(out Batch? one));
        Assert.True(none.TryNext(out Batch? empty));

        Assert.Equal(all.Ids.ToArray(), one.AllIds.ToArray());
        Assert.Equal(all.Ids.ToArray(), empty.AllIds.ToArray());
        Assert.Equal(all.Ids.ToArray()[4..5], one.Ids.ToArray());
        Assert.Equal((0, 0L, 0L), (empty.Count, empty.Inputs.shape[0], empty.Labels.shape[0]));
    }

    [Fact]
    public void A_rank_reads_only_its_own_examples_of_a_map()
    {
        List<long> read = [];
        var source = new MapOnly(Examples.Source(61), ids => read.AddRange(ids));
        using IBatchReader reader = new Variant("resident", 0, 1).Open(source, Options with { Block = new BatchBlock(1, 4) });
        long[] own = [.. BatchCopy.ReadEpoch(reader).SelectMany(batch => batch.Ids)];

        Assert.Equal(16, own.Length);
        Assert.Equal(own, read);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0, 0)]
    [InlineData(4, 4)]
    [InlineData(-1, 2)]
    public void Ranks_that_do_not_divide_a_batch_are_refused(int rank, int ranks)
    {
        RunConfigurationException error = Assert.Throws<RunConfigurationException>(
            () => new Variant("map", 0, 1).Open(Examples.Source(61), Options with { Block = new BatchBlock(rank, ranks) }));

        Assert.Contains($"rank {rank} of {ranks}, batches of 8", error.Message, StringComparison.Ordinal);
    }

    private static BatchCopy Join(List<BatchCopy>[] parts, int index)
    {
        BatchCopy[] blocks = [.. parts.Select(part => part[index])];
        long count = blocks.Sum(block => block.InputShape[0]);
        return new BatchCopy(
            blocks[0].Epoch, blocks[0].Index, [.. blocks.SelectMany(b => b.Ids)],
            [.. blocks.SelectMany(b => b.Inputs)], [count, .. blocks[0].InputShape[1..]],
            [.. blocks.SelectMany(b => b.Labels)], [count, .. blocks[0].LabelShape[1..]]);
    }
}
