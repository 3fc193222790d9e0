using System.Runtime.InteropServices;
using Descent.Torch.Loading;
using Descent.Torch.Memory;
using Descent.Torch.Networks;
using Descent.Training.Splitting;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Splitting;

public sealed class PartSliceTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public void What_a_group_cuts_is_what_is_copied_and_all_parts_make_the_whole_again(int dimension, int blocks)
    {
        const int Ranks = 2;
        Libtorch.Load();
        using DisposeScope scope = NewDisposeScope();
        Tensor whole = arange(12 * 4 * 3, dtype: ScalarType.Float32).view(12, 4, 3);
        TensorPart part = new(dimension, blocks);
        byte[] again = new byte[12 * 4 * 3 * sizeof(float)];
        for (int rank = 0; rank < Ranks; rank++)
        {
            Tensor own = whole.clone();
            new TensorGroup(rank, Ranks, _ => { }).Cut(own, part);
            Assert.Equal(PartSlice.Shape(whole.shape, part, Ranks), own.shape);
            byte[] copied = new byte[own.numel() * sizeof(float)];

            PartSlice.Of(whole.shape, part, rank, Ranks).Extract(TensorMemory.Bytes(whole), copied, sizeof(float));
            PartSlice.Of(whole.shape, part, rank, Ranks).Insert(copied, again, sizeof(float));

            Assert.Equal(TensorMemory.Bytes(own).ToArray(), copied);
        }

        Assert.Equal(TensorMemory.Bytes(whole).ToArray(), again);
    }

    [Fact]
    public void Blocks_are_cut_each_by_itself()
    {
        float[] own = new float[4];

        // Query, key and value of two heads of one number.
        PartSlice.Of([6], new TensorPart(0, 3), 1, 2)
            .Extract(MemoryMarshal.AsBytes<float>(new float[] { 1, 2, 3, 4, 5, 6 }), MemoryMarshal.AsBytes(own.AsSpan()), sizeof(float));

        Assert.Equal([2, 4, 6, 0], own);
    }
}
