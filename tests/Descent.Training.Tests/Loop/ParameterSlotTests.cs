using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Loop;

public sealed class ParameterSlotTests
{
    private const int Length = 2 * 3 * 2 * 5;
    private static readonly float[] RowMajor = TestNetworks.Wave(Length, 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_arranged_reads_as_its_shape_says_and_comes_out_as_it_went_in(bool channelsLast)
    {
        ParameterSlot slot = new("weight", 16, Length, [2, 3, 2, 5], channelsLast);
        using var buffer = new NativeBuffer(96, ScalarType.Float32);
        Span<float> memory = buffer.As<float>().Slice(16, Length);
        RowMajor.CopyTo(memory);
        slot.Arrange(memory);

        using Tensor flat = buffer.View(0, buffer.Length);
        using Tensor view = slot.View(flat);
        using Tensor contiguous = view.contiguous();
        float[] copy = new float[Length];
        slot.CopyOut(memory, copy);

        Assert.Equal(channelsLast ? [30, 1, 15, 3] : [30, 10, 5, 1], view.stride());
        Assert.Equal(RowMajor, contiguous.data<float>().ToArray());
        Assert.Equal(RowMajor, copy);
        Assert.Equal(channelsLast, !memory.SequenceEqual(RowMajor));
    }
}
