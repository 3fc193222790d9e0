using System.Runtime.InteropServices;
using Descent.Data.Sources;

namespace Descent.Data.Tests.Sources;

public sealed class SubsetSourceTests
{
    [Fact]
    public void Reads_the_chosen_examples_in_their_order_whatever_the_piece()
    {
        ArraySource source = Source(1000);
        long[] indices = [.. Enumerable.Range(0, 700).Select(i => (long)(i * 7 % 1000))];
        var subset = SubsetSource.Of(source, indices);
        long[] asked = [.. Enumerable.Range(0, 600).Select(i => (long)(699 - i))];
        byte[] inputs = new byte[600 * 2];
        long[] labels = new long[600];

        subset.Read(asked, inputs, MemoryMarshal.AsBytes(labels.AsSpan()));

        Assert.Equal(700, subset.Count);
        Assert.Equal(asked.Select(i => indices[i] % 10), labels);
        Assert.Equal(asked.Select(i => (byte)indices[i]), Enumerable.Range(0, 600).Select(i => inputs[i * 2]));
        Assert.Equal(indices[5], subset.OriginalId(5));
        Assert.Same(source.ClassNames, subset.ClassNames);
    }

    [Fact]
    public void Is_resident_when_its_source_is()
    {
        ArraySource source = Source(10);
        var resident = Assert.IsAssignableFrom<IResidentSource>(SubsetSource.Of(source, [7, 3]));

        Assert.True(source.Input(3).SequenceEqual(resident.Input(1)));
        Assert.True(source.Label(7).SequenceEqual(resident.Label(0)));
        Assert.False(SubsetSource.Of(new NotResident(source), [7, 3]) is IResidentSource);
    }

    [Fact]
    public void Its_fingerprint_changes_with_the_source_and_with_the_indices()
    {
        ArraySource source = Source(10);
        string fingerprint = SubsetSource.Of(source, [1, 2]).Fingerprint;

        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, SubsetSource.Of(Source(10), [1, 2]).Fingerprint);
        Assert.Equal(4, new HashSet<string>
        {
            fingerprint, SubsetSource.Of(source, [2, 1]).Fingerprint, SubsetSource.Of(Source(11), [1, 2]).Fingerprint, source.Fingerprint,
        }.Count);
    }

    [Fact]
    public void Changing_the_array_of_indices_afterwards_changes_nothing()
    {
        long[] indices = [1, 2];
        var subset = SubsetSource.Of(Source(10), indices);
        indices[0] = 9;

        Assert.Equal(1, subset.OriginalId(0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    public void An_index_outside_the_source_is_refused(long index)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => SubsetSource.Of(Source(10), [0, index]));
        Assert.Contains("Index 1 of the subset must be in [0, 10)", e.Message, StringComparison.Ordinal);
    }

    private static ArraySource Source(int count) => ArraySource.OfClasses(
        new ArrayFormat(ElementType.UInt8, 2),
        Enumerable.Range(0, count * 2).Select(i => (byte)(i / 2)).ToArray(),
        [.. Enumerable.Range(0, count).Select(i => (long)(i % 10))],
        [.. Enumerable.Range(0, 10).Select(i => $"class {i}")]);

    private sealed class NotResident(IMapSource source) : IMapSource
    {
        public ExampleFormat Format => source.Format;

        public IReadOnlyList<string> ClassNames => source.ClassNames;

        public string Fingerprint => source.Fingerprint;

        public long Count => source.Count;

        public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels) => source.Read(indices, inputs, labels);
    }
}
