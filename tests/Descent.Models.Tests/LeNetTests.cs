using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class LeNetTests
{
    [Fact]
    public void Has_the_61_706_parameters_of_the_book()
    {
        using var network = new LeNet();

        Assert.Equal(61_706, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(
            ["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "linear3.weight", "linear3.bias"],
            network.named_parameters().Select(parameter => parameter.name));
    }

    [Theory]
    [InlineData(10, 1, 28)]
    [InlineData(100, 3, 32)]
    [InlineData(2, 1, 12)]
    [InlineData(1, 3, 13)]
    [InlineData(5, 1, 31)]
    [InlineData(5, 4, 33)]
    public void Gives_one_logit_a_class_for_images_of_every_size(int classes, int channels, int size)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new LeNet(classes, channels, size);
        Tensor outputs = network.call(zeros(2, channels, size, size));

        Assert.Equal([2, classes], outputs.shape);
    }

    [Theory]
    [InlineData(0, 1, 28)]
    [InlineData(10, 0, 28)]
    [InlineData(10, 1, 11)]
    [InlineData(10, 1, -1)]
    public void Refuses_what_it_cannot_be_made_for(int classes, int channels, int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeNet(classes, channels, size));

    [Theory]
    [InlineData(2L, 1L, 28L, 27L)]
    [InlineData(2L, 3L, 28L, 28L)]
    [InlineData(1L, 28L, 28L)]
    [InlineData(2L, 784L)]
    [InlineData(28L)]
    public void Refuses_another_shape_in_numbers(params long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new LeNet();
        ArgumentException e = Assert.Throws<ArgumentException>(() => network.call(zeros(shape)));

        Assert.StartsWith($"lenet expects inputs of shape [batch, 1, 28, 28], received [{string.Join(", ", shape)}].", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new LeNet();
        network.call(rand(4, 1, 28, 28)).square().sum().backward();

        Assert.All(network.parameters(), parameter => Assert.NotEqual(0, parameter.grad!.abs().sum().item<float>()));
    }
}
