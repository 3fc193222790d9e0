using Descent.Models.Initialization;
using Descent.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class ImageNetworkTests
{
    [Theory]
    [InlineData("alexnet", 0, 61_100_840)]
    [InlineData("vgg11", 0, 132_863_336)]
    [InlineData("vgg13", 0, 133_047_848)]
    [InlineData("vgg16", 0, 138_357_544)]
    [InlineData("vgg19", 0, 143_667_240)]
    [InlineData("vgg11", 1, 132_868_840)]
    [InlineData("vgg13", 1, 133_053_736)]
    [InlineData("vgg16", 1, 138_365_992)]
    [InlineData("vgg19", 1, 143_678_248)]
    [InlineData("googlenet", 0, 13_004_888)]
    [InlineData("resnet18", 0, 11_689_512)]
    [InlineData("resnet34", 0, 21_797_672)]
    [InlineData("resnet50", 0, 25_557_032)]
    [InlineData("resnet101", 0, 44_549_160)]
    public void Has_the_published_number_of_parameters(string name, long batchNorm, long parameters)
    {
        using IDisposable drawn = InitialWeights.LeaveOut();
        Dictionary<string, long> options = batchNorm == 0 ? [] : new() { ["batch_norm"] = batchNorm };
        using Network network = NetworkCatalog.Create(name, [3, 224, 224], 1000, options);

        Assert.Equal(parameters, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(0, network.Architecture.Options["small"]);
    }

    [Fact]
    public void GoogLeNet_without_its_heads_has_6_624_904_parameters()
    {
        using IDisposable drawn = InitialWeights.LeaveOut();
        using GoogLeNet network = new(auxiliary: false);

        Assert.Equal(6_624_904, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Empty(network.TakeAuxiliaryOutputs());
    }

    [Theory]
    [InlineData("alexnet", 15)]
    [InlineData("vgg11", 1)]
    [InlineData("vgg11", 28)]
    [InlineData("googlenet", 4)]
    [InlineData("googlenet", 28)]
    [InlineData("resnet18", 1)]
    [InlineData("resnet50", 28)]
    public void Takes_small_images_with_the_small_stem_which_is_the_default_for_them(string name, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable drawn = InitialWeights.LeaveOut();
        using Network network = NetworkCatalog.Create(name, [1, side, side], 3);
        network.eval();
        using IDisposable noGradients = no_grad();

        Assert.Equal([2, 3], network.call(zeros(2, 1, side, side)).shape);
        Assert.Equal(1, network.Architecture.Options["small"]);
    }

    [Theory]
    [InlineData("alexnet", 63)]
    [InlineData("vgg11", 32)]
    [InlineData("googlenet", 15)]
    [InlineData("resnet18", 1)]
    public void Takes_images_down_to_its_smallest_with_the_large_stem(string name, int side)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable drawn = InitialWeights.LeaveOut();
        Dictionary<string, long> large = new() { ["small"] = 0 };
        using Network network = NetworkCatalog.Create(name, [3, side, side], 3, large);
        network.eval();
        using IDisposable noGradients = no_grad();

        Assert.Equal([1, 3], network.call(zeros(1, 3, side, side)).shape);
        if (side > 1)
        {
            Assert.Contains(
                $"{name} needs square images of at least {side}×{side}",
                Assert.Throws<ArgumentException>(() => NetworkCatalog.Create(name, [3, side - 1, side - 1], 3, large)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_switch_is_0_or_1() => Assert.StartsWith(
        "The option 'small' is 2; it must be 0 or 1.",
        Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("resnet18", [3, 32, 32], 3, new Dictionary<string, long> { ["small"] = 2 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_depth_that_was_never_published_is_refused()
    {
        Assert.StartsWith("There is no VGG of 12 layers. Known: 11, 13, 16, 19.", Assert.Throws<ArgumentException>(() => new Vgg(12)).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no ResNet of 19 layers.", Assert.Throws<ArgumentException>(() => new ResNet(19)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GoogLeNets_heads_answer_in_training_once_and_gradients_reach_their_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        using GoogLeNet network = new(3, 1, 28, small: true);
        Tensor images = rand(2, 1, 28, 28);
        network.eval();
        network.call(images);
        Assert.Empty(network.TakeAuxiliaryOutputs());

        network.train();
        network.call(images);
        IReadOnlyList<AuxiliaryOutput> outputs = network.TakeAuxiliaryOutputs();

        Assert.Equal([0.3, 0.3], outputs.Select(output => output.Weight));
        Assert.All(outputs, output => Assert.Equal([2, 3], output.Outputs.shape));
        Assert.Empty(network.TakeAuxiliaryOutputs());
        outputs[0].Outputs.square().sum().backward();
        Assert.NotEqual(0, network.named_parameters().Single(p => p.name == "aux1.fc2.weight").parameter.grad!.abs().sum().item<float>());
        Assert.NotEqual(0, network.named_parameters().Single(p => p.name == "conv1.conv.weight").parameter.grad!.abs().sum().item<float>());
        Assert.Null(network.named_parameters().Single(p => p.name == "inception5b.branch1.conv.weight").parameter.grad);
    }
}
