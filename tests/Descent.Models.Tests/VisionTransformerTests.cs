using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class VisionTransformerTests
{
    [Fact]
    public void Has_the_published_parameters()
    {
        using var tiny = VisionTransformer.Tiny();
        using var small = VisionTransformer.Small();

        Assert.Equal(5_717_416, tiny.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(22_050_664, small.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData(28, 0, 4)]
    [InlineData(32, 0, 4)]
    [InlineData(224, 0, 16)]
    [InlineData(64, 0, 8)]
    [InlineData(5, 0, 1)]
    [InlineData(28, 7, 7)]
    public void Patches_follow_the_image_unless_they_are_chosen(int size, int patch, long expected)
    {
        using var network = VisionTransformer.Tiny(10, 1, size, patch);

        Assert.Equal(expected, network.Architecture.Options["patch"]);
    }

    [Fact]
    public void Gives_logits_and_gradients_to_every_parameter()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = VisionTransformer.Tiny(7, 1, 28);
        Tensor outputs = network.call(rand(2, 1, 28, 28));
        outputs.square().sum().backward();

        Assert.Equal([2, 7], outputs.shape);
        Assert.All(network.parameters(), parameter => Assert.NotEqual(0, parameter.grad!.abs().sum().item<float>()));
    }

    [Fact]
    public void Refuses_patches_that_do_not_divide_the_image_in_numbers() => Assert.StartsWith(
        "vit-tiny cannot cut images of 28×28 into patches of 5×5",
        Assert.Throws<ArgumentException>(() => VisionTransformer.Tiny(10, 1, 28, 5)).Message, StringComparison.Ordinal);
}
