using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class MlpTests
{
    [Fact]
    public void Has_203_530_parameters_for_784_256_10()
    {
        using var network = new Mlp([1, 28, 28]);

        Assert.Equal(203_530, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData(4L)]
    [InlineData(3L, 2L, 2L)]
    public void Takes_inputs_of_any_rank(params long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Mlp(shape, classes: 7, hidden: 3);

        Assert.Equal([5, 7], network.call(zeros([5, .. shape])).shape);
    }

    [Fact]
    public void Refuses_another_shape_in_numbers()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Mlp([4]);
        ArgumentException e = Assert.Throws<ArgumentException>(() => network.call(zeros(2, 5)));

        Assert.StartsWith("mlp expects inputs of shape [batch, 4], received [2, 5].", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(-1, 3)]
    [InlineData(2, 0)]
    [InlineData(2, -1)]
    public void Refuses_what_it_cannot_be_made_for(int classes, int hidden) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp([4], classes, hidden));

    [Theory]
    [InlineData(0L)]
    [InlineData(2L, -3L)]
    public void Refuses_inputs_without_numbers(params long[] shape) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp(shape));
}
