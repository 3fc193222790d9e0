using Descent.Torch.Loading;
using Descent.Training.Checkpoints;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Checkpoints;

public sealed class TensorTypesTests
{
    [Theory]
    [InlineData(ScalarType.Float64, TensorType.F64)]
    [InlineData(ScalarType.Float32, TensorType.F32)]
    [InlineData(ScalarType.Float16, TensorType.F16)]
    [InlineData(ScalarType.BFloat16, TensorType.BF16)]
    [InlineData(ScalarType.Int64, TensorType.I64)]
    [InlineData(ScalarType.Int32, TensorType.I32)]
    [InlineData(ScalarType.Int16, TensorType.I16)]
    [InlineData(ScalarType.Int8, TensorType.I8)]
    [InlineData(ScalarType.Byte, TensorType.U8)]
    [InlineData(ScalarType.Bool, TensorType.BOOL)]
    public void Every_real_type_has_its_name_and_size(ScalarType type, TensorType expected)
    {
        Libtorch.Load();
        using Tensor tensor = zeros(1, dtype: type);

        Assert.Equal(expected, TensorTypes.Of(type));
        Assert.Equal(expected, TensorTypes.Find(expected.ToString()));
        Assert.Equal(tensor.ElementSize, TensorTypes.Bytes(expected));
    }

    [Theory]
    [InlineData("f32")]
    [InlineData("1")]
    [InlineData("F32, F64")]
    [InlineData("")]
    public void Other_names_are_not_found(string name) => Assert.Null(TensorTypes.Find(name));

    [Fact]
    public void Complex_numbers_are_refused() => Assert.Contains(
        "ComplexFloat32", Assert.Throws<NotSupportedException>(() => TensorTypes.Of(ScalarType.ComplexFloat32)).Message, StringComparison.Ordinal);
}
