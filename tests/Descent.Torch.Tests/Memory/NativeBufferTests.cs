using Descent.Torch.Memory;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Memory;

public sealed class NativeBufferTests
{
    [Fact]
    public void Spans_and_views_share_the_memory()
    {
        using var buffer = new NativeBuffer(12, ScalarType.Float32);
        using Tensor view = buffer.View(4, 2, 3);

        buffer.As<float>()[5] = 7;
        view[1, 2] = 9;

        Assert.Equal(7, view[0, 1].item<float>());
        Assert.Equal(9, buffer.As<float>()[9]);
        Assert.Equal(12, buffer.Length);
        Assert.Equal(48, buffer.As<byte>().Length);
    }

    [Fact]
    public void Begins_zeroed_and_outlives_a_dispose_scope()
    {
        NativeBuffer buffer;
        Tensor view;
        using (NewDisposeScope())
        {
            buffer = new NativeBuffer(8, ScalarType.Int64);
            view = buffer.View(0, 8);
        }

        Assert.Equal(new long[8], buffer.As<long>().ToArray());
        Assert.Equal(0, view.sum().item<long>());
        view.Dispose();
        buffer.Dispose();
    }

    [Fact]
    public void The_memory_lives_as_long_as_its_last_view()
    {
        var buffer = new NativeBuffer(1000, ScalarType.Float32);
        buffer.As<float>().Fill(2);
        using Tensor view = buffer.View(0, 1000);
        buffer.Dispose();

        Assert.Equal(2000, view.sum().item<float>());
    }

    [Fact]
    public void Is_aligned_for_512_bit_vectors()
    {
        using var buffer = new NativeBuffer(3, ScalarType.Byte);
        using Tensor view = buffer.View(0, 3);
        unsafe
        {
            Assert.Equal(0, (nint)TensorMemory.Pointer(view) % 64);
        }
    }

    [Fact]
    public void A_span_of_a_view_begins_at_its_offset()
    {
        using var buffer = new NativeBuffer(10, ScalarType.Float32);
        buffer.As<float>()[3] = 5;
        using Tensor view = buffer.View(3, 7);

        Assert.Equal(5, TensorMemory.Span<float>(view)[0]);
        Assert.Throws<ArgumentException>(() => TensorMemory.Span<long>(view).Length);
        using Tensor transposed = zeros(3, 4).t();
        Assert.Throws<ArgumentException>(() => TensorMemory.Span<float>(transposed).Length);
    }
}
