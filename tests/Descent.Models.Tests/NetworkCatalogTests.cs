using Descent.Models.Initialization;
using Descent.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class NetworkCatalogTests
{
    public static TheoryData<string> Names => [.. NetworkCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_makes_a_network_that_its_architecture_makes_again(string name)
    {
        using IDisposable drawn = InitialWeights.LeaveOut();
        bool takesTokens = name is "gpt" or "transformer";
        long[] shape = takesTokens ? [9] : [3, 32, 32];
        using Network network = NetworkCatalog.Create(name, shape, 7, takesTokens ? new Dictionary<string, long> { ["answers"] = 4 } : null);
        using Network again = NetworkCatalog.Create(network.Architecture, shape);

        Assert.Equal(name, network.Architecture.Name);
        Assert.Equal(network.GetType(), again.GetType());
        Assert.Equal(takesTokens ? [-1] : shape, network.InputShape);
        Assert.Equal(network.InputShape, again.InputShape);
        Assert.Equal(network.Architecture.Options, again.Architecture.Options);
        Assert.Equal(
            network.named_parameters().Select(p => (p.name, string.Join(',', p.parameter.shape))),
            again.named_parameters().Select(p => (p.name, string.Join(',', p.parameter.shape))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_matrix_of_a_network_begins_with_numbers_that_differ_and_are_finite(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        bool takesTokens = name is "gpt" or "transformer";
        bool isSmall = NetworkCatalog.All.Single(network => network.Name == name).Options.ContainsKey("small");
        using Network network = NetworkCatalog.Create(
            name, takesTokens ? [9] : [3, 32, 32], 7,
            takesTokens ? new Dictionary<string, long> { ["answers"] = 4 } : isSmall ? new Dictionary<string, long> { ["small"] = 1 } : null);

        Assert.All(network.named_parameters().Where(p => p.parameter.dim() > 1), p =>
        {
            float largest = p.parameter.abs().max().item<float>();
            Assert.True(p.parameter.std().item<float>() / largest > 0.1, $"{p.name}: {largest}");
        });
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones()
    {
        Assert.StartsWith(
            "There is no network 'lenett'. Known: lenet, mlp, alexnet, ",
            Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("lenett", [1, 28, 28], 10)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "There is no network 'x'. Known: lenet, mlp, alexnet, ",
            Assert.Throws<ArgumentException>(() => NetworkCatalog.Create(Of("x"), [1, 28, 28])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L, 28L, 27L)]
    [InlineData(1L, 11L, 11L)]
    [InlineData(28L, 28L)]
    [InlineData(784L)]
    public void LeNet_refuses_inputs_that_are_no_square_images_and_says_what_they_are(params long[] shape) => Assert.Contains(
        $"these inputs are [{string.Join(", ", shape)}]",
        Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("lenet", shape, 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_architecture_without_an_option_is_refused_by_name() => Assert.StartsWith(
        "The architecture 'lenet' has no option 'classes'.",
        Assert.Throws<ArgumentException>(() => NetworkCatalog.Create(Of("lenet"), [1, 28, 28])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void An_option_changes_the_network_and_an_unknown_one_is_refused_with_the_known_ones()
    {
        using Network network = NetworkCatalog.Create("mlp", [1, 28, 28], 10, new Dictionary<string, long> { ["hidden"] = 7 });

        Assert.Equal((784 * 7) + 7 + (7 * 10) + 10, network.parameters().Sum(p => p.numel()));
        Assert.StartsWith(
            "mlp has no option 'hiden'. Known: hidden.",
            Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("mlp", [4], 2, new Dictionary<string, long> { ["hiden"] = 7 })).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "lenet has no option 'size'; it has none.",
            Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("lenet", [1, 28, 28], 2, new Dictionary<string, long> { ["size"] = 7 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_beyond_32_bits_is_refused() => Assert.StartsWith(
        "The option 'hidden' is 4294967296; it must be a number of 32 bits.",
        Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("mlp", [4], 2, new Dictionary<string, long> { ["hidden"] = 1L << 32 })).Message,
        StringComparison.Ordinal);

    private static Architecture Of(string name, params (string Name, long Value)[] options) =>
        new(name, options.ToDictionary(option => option.Name, option => option.Value));
}
