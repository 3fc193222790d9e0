using System.Runtime.InteropServices;
using Descent.Torch.Networks;
using Descent.Training.Checkpoints;
using Descent.Training.Splitting;

namespace Descent.Training.Tests.Checkpoints;

public sealed class SliceMergeTests
{
    private static readonly NamedArray Matrix = Arrays.Of("weight", TensorType.F32, [12, 4, 3]);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Parts_along_any_dimension_make_the_whole_again_through_files(int dimension, int blocks)
    {
        int ranks = dimension == 2 ? 3 : 2;
        NamedArray[] parts = [.. Enumerable.Range(0, ranks).Select(rank =>
        {
            TensorPart part = new(dimension, blocks);
            byte[] own = new byte[Matrix.Data.Length / ranks];
            ArraySlice slice = PartSlice.Of([.. Matrix.Shape], part, rank, ranks);
            slice.Extract(Matrix.Data.Span, own, sizeof(float));
            return Slice(Matrix, PartSlice.Shape(Matrix.Shape, part, ranks), own, slice);
        })];

        Arrays.AssertSame([Matrix], Merge(parts));
    }

    [Fact]
    public void Slices_that_begin_and_end_anywhere_make_the_whole_again_in_any_order_beside_tensors_that_are_whole()
    {
        NamedArray other = Arrays.Of("count", TensorType.I64, []);

        Arrays.AssertSame([Matrix, other], Merge(Flat(Matrix, 100, 44), Flat(Matrix, 0, 1), other, Flat(Matrix, 1, 99)));
    }

    [Fact]
    public void Slices_of_a_kernel_that_lies_channels_last_come_out_as_its_shape_says()
    {
        // [O, I, H, W] of 2 × 3 × 1 × 2, numbered row-major, as it lies [O, H, W, I].
        NamedArray kernel = Floats([2, 3, 1, 2], [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        NamedArray lying = Floats([2, 3, 1, 2], 0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11);

        Arrays.AssertSame([kernel], Merge(Flat(lying, 0, 5, isChannelsLast: true), Flat(lying, 5, 7, isChannelsLast: true)));
    }

    [Fact]
    public void What_is_missing_or_there_twice_is_one_error_that_says_so()
    {
        AssertWrong("of 'weight' the elements from 10 to 144 are missing", Flat(Matrix, 0, 10));
        AssertWrong("of 'weight' the elements from 0 to 1 are missing", Flat(Matrix, 1, 143));
        AssertWrong("of 'weight' the elements from 10 to 12 are missing", Flat(Matrix, 0, 10), Flat(Matrix, 12, 132));
        AssertWrong("of 'weight' the elements from 9 to 10 are there twice", Flat(Matrix, 0, 10), Flat(Matrix, 9, 135));
        AssertWrong("of 'weight' the elements from 0 to 144 are there twice", Flat(Matrix, 0, 144), Flat(Matrix, 0, 144));
        AssertWrong("'weight' of 'shard 1' is there twice", Matrix, Matrix);
        AssertWrong("'weight' of 'shard 1' is there twice", Flat(Matrix, 0, 144), Matrix);
        AssertWrong("'weight' of 'shard 1' is there twice", Matrix, Flat(Matrix, 0, 144));
    }

    [Fact]
    public void Slices_that_disagree_on_the_whole_are_refused()
    {
        NamedArray other = Arrays.Of("weight", TensorType.F32, [12, 12]);
        NamedArray integers = Arrays.Of("weight", TensorType.I32, [12, 4, 3]);
        NamedArray kernel = Arrays.Of("weight", TensorType.F32, [12, 4, 3, 1]);

        AssertWrong("is a slice of F32 [12, 12], and in other shards of F32 [12, 4, 3]", Flat(Matrix, 0, 10), Flat(other, 10, 134));
        AssertWrong("is a slice of I32 [12, 4, 3], and in other shards of F32 [12, 4, 3]", Flat(Matrix, 0, 10), Flat(integers, 10, 134));
        AssertWrong("is a slice of", Flat(kernel, 0, 10), Flat(kernel, 10, 134, isChannelsLast: true));
    }

    [Theory]
    [InlineData(-1, 10, 1, 0)]
    [InlineData(135, 10, 1, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 9, 1, 0)]
    [InlineData(0, 10, 0, 0)]
    [InlineData(0, 5, 2, 4)]
    [InlineData(0, 5, 2, 140)]
    [InlineData(0, 5, 2, long.MaxValue)]
    [InlineData(0, long.MaxValue, 2, long.MaxValue)]
    [InlineData(long.MaxValue, 10, 1, 0)]
    public void A_slice_that_does_not_lie_within_its_whole_or_is_not_as_long_as_it_says_is_refused(long start, long length, long runs, long stride) =>
        AssertWrong("is not the slice that it says it is", Slice(Matrix, [10], new byte[40], new ArraySlice([12, 4, 3], start, length, runs, stride)));

    [Fact]
    public void A_whole_that_is_impossible_or_larger_than_all_shards_is_refused_before_there_is_memory_for_it()
    {
        foreach (long[] shape in new long[][] { [0], [-12, -12], [1L << 62, 8], [12, 4, 3, 1, 1] })
        {
            AssertWrong("is not the slice", Slice(Matrix, [10], new byte[40], new ArraySlice(shape, 0, 10, IsChannelsLast: shape.Length > 4)));
        }

        AssertWrong("the shards have not so many bytes", Slice(Matrix, [10], new byte[40], new ArraySlice([1 << 28], 0, 10)));
        AssertWrong("the shards have not so many bytes", [.. Enumerable.Range(0, 30).Select(i => Slice(Floats([10], new float[10]), [10], new byte[40], new ArraySlice([200], 0, 10), $"{i}"))]);
    }

    [Theory]
    [InlineData("{\"weight\":{\"start\":0,\"length\":10}}")]
    [InlineData("{\"weight\":{\"shape\":null,\"start\":0,\"length\":10}}")]
    [InlineData("{\"weight\":[0,10]}")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_file_whose_slices_cannot_be_understood_is_damaged(string text)
    {
        byte[] file = Arrays.Write(Flat(Matrix, 0, 10));
        string header = System.Text.Encoding.UTF8.GetString(file, sizeof(long), (int)BitConverter.ToInt64(file));
        int start = header.IndexOf("\"descent.slices\":\"", StringComparison.Ordinal) + 18;
        string other = header[..start] + text.Replace("\"", "\\\"", StringComparison.Ordinal) + header[header.IndexOf("\"}", start, StringComparison.Ordinal)..];
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(other);

        Assert.Throws<CheckpointException>(() => Arrays.Read([.. BitConverter.GetBytes((long)bytes.Length), .. bytes, .. file[^40..]]));
    }

    // Each in a file of its own.
    private static IReadOnlyList<NamedArray> Merge(params NamedArray[] arrays)
    {
        byte[][] files = [.. arrays.Select(array => Arrays.Write(array))];
        SliceMerge merge = new("folder", files.Sum(file => file.Length));
        foreach ((int i, byte[] file) in files.Index())
        {
            merge.Add($"shard {i}", Arrays.Read(file));
        }

        return merge.Finish();
    }

    // Beside another tensor, so that the shards have bytes enough.
    private static void AssertWrong(string what, params NamedArray[] arrays)
    {
        CheckpointException e = Assert.Throws<CheckpointException>(() => Merge([.. arrays, Arrays.Of("other", TensorType.F32, [200])]));
        Assert.Equal("folder", e.Path);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);
    }

    private static NamedArray Flat(NamedArray whole, int start, int length, bool isChannelsLast = false) =>
        Slice(whole, [length], whole.Data.Slice(start * sizeof(float), length * sizeof(float)), new ArraySlice([.. whole.Shape], start, length, IsChannelsLast: isChannelsLast));

    private static NamedArray Slice(NamedArray whole, long[] shape, ReadOnlyMemory<byte> data, ArraySlice slice, string? name = null) => new(name ?? whole.Name, whole.Type, shape, data)
    {
        Slice = slice,
    };

    private static NamedArray Floats(long[] shape, params float[] values) => new("weight", TensorType.F32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
}
