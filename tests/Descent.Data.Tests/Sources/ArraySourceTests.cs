using System.Runtime.InteropServices;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Sources;

public sealed class ArraySourceTests
{
    private static readonly ArrayFormat Pair = new(ElementType.UInt8, 2);

    [Fact]
    public void Gives_inputs_and_labels_by_index()
    {
        var source = ArraySource.OfClasses(Pair, new byte[] { 1, 2, 3, 4, 5, 6 }, [0, 1, 0], ["a", "b"]);
        byte[] inputs = new byte[4];
        long[] labels = new long[2];
        source.Read([2, 1], inputs, MemoryMarshal.AsBytes(labels.AsSpan()));

        Assert.Equal(3, source.Count);
        Assert.Equal([5, 6, 3, 4], inputs);
        Assert.Equal([0, 1], labels);
        Assert.Equal([3, 4], source.Input(1).ToArray());
        Assert.Equal(1, MemoryMarshal.Read<long>(source.Label(1)));
    }

    [Theory]
    [InlineData(2, "2")]
    [InlineData(-1, "-1")]
    public void A_label_without_a_class_is_named_with_its_example_and_what_is_allowed(long label, string received)
    {
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(
            () => ArraySource.OfClasses(Pair, new byte[8], [0, 1, label, 7], ["a", "b"]));

        Mistake mistake = Assert.Single(e.Mistakes);
        Assert.Equal("The label of example 2 is not a class.", mistake.What);
        Assert.Equal((received, "0 to 1"), (mistake.Received, mistake.Allowed));
    }

    [Fact]
    public void Labels_that_are_not_class_numbers_may_have_any_value()
    {
        var format = new ExampleFormat(Pair, new ArrayFormat(ElementType.Float32, 3));
        var source = new ArraySource(format, new byte[4], MemoryMarshal.AsBytes<float>(new float[] { -1, 9, 1e9f, 0, 0, float.NaN }).ToArray(), []);

        Assert.Equal(1e9f, MemoryMarshal.Cast<byte, float>(source.Label(0))[2]);
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(2, 9)]
    [InlineData(2, 16)]
    public void Arrays_of_unequal_counts_are_refused(int inputBytes, int labelBytes) =>
        Assert.Throws<ArgumentException>(
            () => new ArraySource(new ExampleFormat(Pair, ArrayFormat.ClassNumber), new byte[inputBytes], new byte[labelBytes], []));

    [Fact]
    public void Its_fingerprint_changes_with_any_byte_and_with_the_format()
    {
        string Fingerprint(byte last, long label, params long[] shape) =>
            ArraySource.OfClasses(new ArrayFormat(ElementType.UInt8, shape), new byte[] { 1, 2, 3, last }, [label], []).Fingerprint;

        string fingerprint = Fingerprint(4, 1, 2, 2);

        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, Fingerprint(4, 1, 2, 2));
        Assert.Equal(4, new HashSet<string> { fingerprint, Fingerprint(5, 1, 2, 2), Fingerprint(4, 2, 2, 2), Fingerprint(4, 1, 4) }.Count);
    }
}
