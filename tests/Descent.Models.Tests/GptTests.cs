using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests;

public sealed class GptTests
{
    [Theory]
    [InlineData(256, 128, 4, 128, 4)]
    [InlineData(13, 9, 1, 12, 3)]
    [InlineData(50, 4, 3, 8, 2)]
    public void Has_the_parameters_that_its_formula_says(int tokens, int context, int layers, int width, int heads)
    {
        using var network = new Gpt(tokens, context, layers, width, heads);

        Assert.Equal(Formula(tokens, context, layers, width), network.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void The_formula_gives_the_published_numbers()
    {
        Assert.Equal(124_439_808, Formula(50_257, 1024, 12, 768));
        Assert.Equal(354_823_168, Formula(50_257, 1024, 24, 1024));
        Assert.Equal(842_496, Formula(256, 128, 4, 128));
    }

    [Theory]
    [InlineData(0, 7, 7)]
    [InlineData(3, 7, 3)]
    [InlineData(3, 2, 2)]
    public void Gives_logits_for_the_last_positions(int answers, int positions, int expected)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Gpt(11, 7, 2, 8, 2, answers);

        Assert.Equal([2, expected, 11], network.call(randint(0, 11, [2, positions])).shape);
    }

    [Fact]
    public void A_position_sees_nothing_of_those_after_it()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Gpt(11, 6, 2, 8, 2);
        Tensor first = network.call(tensor(new long[] { 1, 2, 3, 4, 5, 6 }).view(1, 6));
        Tensor second = network.call(tensor(new long[] { 1, 2, 3, 9, 8, 7 }).view(1, 6));

        Assert.True(first[0, ..3].equal(second[0, ..3]).all().item<bool>());
        Assert.False(first[0, 3].equal(second[0, 3]).all().item<bool>());
    }

    [Fact]
    public void Every_layer_has_one_name()
    {
        using var network = new Gpt(11, 6, 1, 8, 2);
        IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 6);

        Assert.Equal(
            ["tokens", "positions", "block0.norm1", "block0.attention.qkv", "block0.attention.output", "block0.attention", "block0.norm2",
                "block0.feed_forward.linear1", "block0.feed_forward.activation", "block0.feed_forward.linear2", "norm"],
            layers.Select(layer => layer.Name));
        Assert.Equal(Formula(11, 6, 1, 8), layers.Sum(layer => layer.Parameters));
    }

    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Gpt(11, 6, 2, 8, 2, dropout: 0.1);
        network.call(randint(0, 11, [4, 6])).square().sum().backward();

        Assert.All(network.parameters(), parameter => Assert.NotEqual(0, parameter.grad!.abs().sum().item<float>()));
    }

    [Fact]
    public void Refuses_more_positions_other_types_and_unknown_tokens()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new Gpt(11, 6, 1, 8, 2);

        Assert.StartsWith(
            "LearnedPositions expects inputs [batch, up to 6 positions, 8], received Float32 [1, 7, 8].",
            Assert.Throws<ArgumentException>(() => network.call(zeros(1, 7, ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "TokenEmbedding expects tokens Int64 [batch, positions], received Float32 [1, 6].",
            Assert.Throws<ArgumentException>(() => network.call(zeros(1, 6))).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "gpt expects inputs of shape [batch, -1], received [6].",
            Assert.Throws<ArgumentException>(() => network.call(zeros(6, ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => network.call(full([1, 6], 11, ScalarType.Int64)));
    }

    [Fact]
    public void Refuses_heads_that_do_not_divide_the_width_in_numbers() => Assert.StartsWith(
        "SelfAttention cannot divide a width of 10 among 4 heads",
        Assert.Throws<ArgumentException>(() => new Gpt(11, 6, 1, 10, 4)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 6, 1, 0)]
    [InlineData(11, 0, 1, 0)]
    [InlineData(11, 6, 0, 0)]
    [InlineData(11, 6, 1, 7)]
    [InlineData(11, 6, 1, -1)]
    public void Refuses_what_it_cannot_be_made_for(int tokens, int context, int layers, int answers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gpt(tokens, context, layers, 8, 2, answers));

    private static long Formula(long tokens, long context, long layers, long width) =>
        (12 * layers * width * width) + (13 * layers * width) + ((tokens + context + 2) * width);
}
