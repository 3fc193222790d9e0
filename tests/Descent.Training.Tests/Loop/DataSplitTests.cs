using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Tests.Loop;

public sealed class DataSplitTests
{
    [Fact]
    public void Both_sides_together_are_every_example_once_and_in_index_order()
    {
        DataSplit split = DataSplit.Make(TestData.Set(100), 0.25, seed: 1);
        long[] train = Ids(split.Train);
        long[] validation = Ids(split.Validation!);

        Assert.Equal((75, 25), (train.Length, validation.Length));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), train.Concat(validation).Order());
        Assert.Equal(train.Order(), train);
        Assert.Equal(validation.Order(), validation);
    }

    [Fact]
    public void Every_example_keeps_its_input_and_its_label()
    {
        DataSplit split = DataSplit.Make(TestData.Set(100), 0.25, seed: 1);
        Assert.All([split.Train, split.Validation!], side =>
        {
            var source = (IMapSource)side;
            long[] ids = Ids(side);
            byte[] inputs = new byte[ids.Length * source.Format.Input.Bytes];
            long[] labels = new long[ids.Length];
            source.Read([.. Enumerable.Range(0, ids.Length).Select(i => (long)i)], inputs, MemoryMarshal.AsBytes(labels.AsSpan()));

            Assert.Equal(ids.Select(id => id % 3), labels);
            Assert.Equal(ids.Select(id => (float)id), Enumerable.Range(0, ids.Length).Select(i => BitConverter.ToSingle(inputs, i * 20)));
        });
    }

    [Fact]
    public void The_seed_decides_which_examples_are_held_out()
    {
        long[] Held(ulong seed) => Ids(DataSplit.Make(TestData.Set(1000), 0.1, seed).Validation!);

        Assert.Equal(Held(1), Held(1));
        Assert.NotEqual(Held(1), Held(2));
        Assert.InRange(Held(1).Average(), 350, 650);
    }

    [Fact]
    public void Nothing_is_held_out_when_nothing_is_asked_for()
    {
        Dataset data = TestData.Set(10);
        Assert.Equal(new DataSplit(data.Train, null), DataSplit.Make(data, 0, 1));

        var stream = new Dataset("glyphs", new GlyphStreamSource(1), null);
        Assert.Same(stream.Train, DataSplit.Make(stream, 0, 1).Train);
    }

    [Fact]
    public void A_stream_has_nothing_to_hold_out_and_the_number_is_written_the_same_in_every_culture()
    {
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        var stream = new Dataset("glyphs", new GlyphStreamSource(1), null);
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => DataSplit.Make(stream, 0.1, 1)).Mistakes);

        Assert.Equal(("A stream has no examples to hold out.", "--validation 0.1"), (mistake.What, mistake.Received));
    }

    [Theory]
    [InlineData(4, 0.1)]
    [InlineData(1, 0.9)]
    [InlineData(0, 0.5)]
    public void Too_few_examples_are_refused(int count, double validation)
    {
        Mistake mistake = Assert.Single(
            Assert.Throws<RunConfigurationException>(() => DataSplit.Make(TestData.Set(count), validation, 1)).Mistakes);

        Assert.Equal($"{count} training examples are too few to hold some out.", mistake.What);
    }

    private static long[] Ids(IExampleSource source)
    {
        var subset = (SubsetSource)source;
        return [.. Enumerable.Range(0, checked((int)subset.Count)).Select(i => subset.OriginalId(i))];
    }
}
