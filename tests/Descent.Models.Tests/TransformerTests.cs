using Descent.Models.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class TransformerTests
{
    private static readonly BlockOptions Small = new(8, 2) { PreNorm = false };

    [Theory]
    [InlineData(13, 2, 128, 927_360)]
    [InlineData(37_000, 6, 512, 63_082_496)]
    public void Has_the_parameters_of_the_paper(int tokens, int layers, int width, long expected)
    {
        // 4·W² + 4·W an attention, 8·W² + 5·W a feed-forward part, 2·W a norm.
        long attention = (4L * width * width) + (4 * width), feedForward = (8L * width * width) + (5 * width), norm = 2 * width;

        Assert.Equal(expected, ((long)tokens * width) + (layers * ((3 * attention) + (2 * feedForward) + (5 * norm))));
    }

    [Fact]
    public void Has_the_parameters_that_the_formula_says()
    {
        using var network = new Transformer(13, 8, 9, 2, new BlockOptions(128, 4) { PreNorm = false });
        using var preNorm = new Transformer(13, 8, 9, 2, new BlockOptions(128, 4));

        Assert.Equal(927_360, network.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(927_360 + (2 * 2 * 128), preNorm.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void An_answer_sees_all_of_the_source_and_nothing_after_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Transformer(11, 3, 4, 2, Small);
        Tensor Logits(params long[] tokens) => network.call(tensor(tokens).view(1, tokens.Length))[0];
        Tensor first = Logits(1, 2, 3, 4, 5, 6, 7);

        Assert.True(first[..2].equal(Logits(1, 2, 3, 4, 5, 9, 9)[..2]).all().item<bool>());
        Assert.False(first[0].equal(Logits(1, 2, 9, 4, 5, 6, 7)[0]).all().item<bool>());
        Golden(first[..2], Logits(1, 2, 3, 4, 5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_reach_every_parameter(bool preNorm)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Transformer(11, 3, 4, 2, Small with { PreNorm = preNorm, Dropout = 0.1 });
        network.call(randint(0, 11, [4, 7])).square().sum().backward();

        Assert.All(network.parameters(), parameter => Assert.NotEqual(0, parameter.grad!.abs().sum().item<float>()));
    }

    [Fact]
    public void Refuses_inputs_without_an_answer_or_with_too_long_a_one()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Transformer(11, 3, 4, 1, Small);

        Assert.Contains(
            "[batch, 3 positions of the source and 1 or more of the answer], received Int64 [2, 3].",
            Assert.Throws<ArgumentException>(() => network.call(zeros(2, 3, ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "up to 4 positions", Assert.Throws<ArgumentException>(() => network.call(zeros(2, 8, ScalarType.Int64))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void The_catalog_refuses_data_without_a_source_and_an_answer(int answers) => Assert.Contains(
        $"'answers' must be 1 to 8, not {answers}",
        Assert.Throws<ArgumentException>(() => NetworkCatalog.Create("transformer", [9], 5, new Dictionary<string, long> { ["answers"] = answers })).Message,
        StringComparison.Ordinal);

    private static void Golden(Tensor expected, Tensor actual) => Assert.True(allclose(expected, actual, 1e-5, 1e-6));
}
