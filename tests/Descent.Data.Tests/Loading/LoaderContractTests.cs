using Descent.Data.Loading;

namespace Descent.Data.Tests.Loading;

/// <summary>What every reader must do, whatever the source, the workers and how far they read ahead.</summary>
public sealed class LoaderContractTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Seed = 42 };

    [Theory]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public void Batches_are_the_same_bits_for_every_variant_over_three_epochs(Variant variant)
    {
        var source = Examples.Source(61);
        LoaderOptions options = Options with { Shuffle = !variant.IsStream };
        using IBatchReader reader = variant.Open(source, options, new Noise(9));

        Assert.Equal(variant.IsStream ? null : 8, reader.BatchesPerEpoch);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            BatchCopy.AssertEqual(Examples.Batches(source, options, epoch, 9), BatchCopy.ReadEpoch(reader));
        }
    }

    [Theory]
    [MemberData(nameof(Variant.All), MemberType = typeof(Variant))]
    public void Starting_in_the_middle_gives_the_rest_of_a_full_run(Variant variant)
    {
        var source = Examples.Source(61);
        LoaderOptions options = Options with { Shuffle = !variant.IsStream };
        using IBatchReader reader = variant.Open(source, options with { StartEpoch = 2, StartBatch = 5 });

        BatchCopy.AssertEqual(Examples.Batches(source, options, 2, 0)[5..], BatchCopy.ReadEpoch(reader));
        BatchCopy.AssertEqual(Examples.Batches(source, options, 3, 0), BatchCopy.ReadEpoch(reader));
    }

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void Starting_at_the_end_of_an_epoch_gives_its_end_first(Variant variant)
    {
        var source = Examples.Source(61);
        LoaderOptions options = Options with { Shuffle = !variant.IsStream };
        using IBatchReader reader = variant.Open(source, options with { StartEpoch = 1, StartBatch = 8 });

        Assert.Empty(BatchCopy.ReadEpoch(reader));
        BatchCopy.AssertEqual(Examples.Batches(source, options, 2, 0), BatchCopy.ReadEpoch(reader));
    }

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void Epochs_without_a_rest_and_of_less_than_a_batch_end_as_well(Variant variant)
    {
        foreach (int count in new[] { 1, 7, 8, 16 })
        {
            var source = Examples.Source(count);
            LoaderOptions options = Options with { Shuffle = !variant.IsStream };
            using IBatchReader reader = variant.Open(source, options);
            BatchCopy.AssertEqual(Examples.Batches(source, options, 0, 0), BatchCopy.ReadEpoch(reader));
            BatchCopy.AssertEqual(Examples.Batches(source, options, 1, 0), BatchCopy.ReadEpoch(reader));
        }
    }

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void A_batch_keeps_its_contents_until_the_next_call(Variant variant)
    {
        using IBatchReader reader = variant.Open(Examples.Source(200), Options);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(reader.TryNext(out Batch? batch));
            BatchCopy before = BatchCopy.Of(batch);
            Thread.Sleep(2);
            BatchCopy.AssertEqual([before], [BatchCopy.Of(batch)]);
        }
    }

    [Fact]
    public void The_order_changes_with_the_epoch_and_the_seed()
    {
        var source = Examples.Source(61);
        using IBatchReader reader = new Variant("resident", 2, 1).Open(source, Options);
        using IBatchReader other = new Variant("resident", 2, 1).Open(source, Options with { Seed = 43 });
        long[] Ids(IBatchReader from) => [.. BatchCopy.ReadEpoch(from).SelectMany(batch => batch.Ids)];
        long[] first = Ids(reader), second = Ids(reader);

        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, Ids(other));
    }
}
