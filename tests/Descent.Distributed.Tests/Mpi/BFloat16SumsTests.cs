using Descent.Distributed.Mpi;
using static TorchSharp.torch;

namespace Descent.Distributed.Tests.Mpi;

public sealed unsafe class BFloat16SumsTests
{
    // By itself and over and over, as a vector and what is left of it are rounded by different code.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Values_are_widened_and_rounded_as_libtorch_does(int times)
    {
        float[] some =
        [
            0, -0f, 1, 257, 259, 258, 1.00390625f, 1.01171875f, -3.14159274f, 1e-40f, float.Epsilon, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity, 65280.5f,
        ];
        float[] values = [.. Enumerable.Repeat(some, times).SelectMany(value => value)];
        using Tensor wide = tensor(values), expected = wide.to(ScalarType.BFloat16), back = expected.to(ScalarType.Float32);
        using BFloat16Sums sums = new();
        sums.Load(new ushort[values.Length]);
        values.CopyTo(new Span<float>(sums.Values, values.Length));
        ushort[] rounded = new ushort[values.Length];
        sums.Store(rounded);
        sums.Load(rounded);
        Assert.Equal(back.data<float>().ToArray(), new Span<float>(sums.Values, values.Length).ToArray());
    }

    [Fact]
    public void Not_a_number_stays_one()
    {
        ushort[] rounded = new ushort[67];
        using BFloat16Sums sums = new();
        sums.Load(rounded);
        new Span<float>(sums.Values, rounded.Length).Fill(BitConverter.UInt32BitsToSingle(0x7f800001)); // Cut off, it would be infinity.
        sums.Store(rounded);
        sums.Load(rounded);
        Assert.All(new Span<float>(sums.Values, rounded.Length).ToArray(), value => Assert.True(float.IsNaN(value)));
    }
}
