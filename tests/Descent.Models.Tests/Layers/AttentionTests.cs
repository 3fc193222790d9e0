using Descent.Models.Blocks;
using Descent.Models.Layers;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests.Layers;

/// <summary>What libtorch would end the process for is refused with layer, expected and received.</summary>
public sealed class AttentionTests
{
    static AttentionTests() => Libtorch.Load();

    [Fact]
    public void Wrong_shapes_are_refused_in_numbers()
    {
        using DisposeScope scope = NewDisposeScope();
        using var self = new SelfAttention(8, 2);
        using var cross = new CrossAttention(8, 2);

        Refused("SelfAttention expects inputs [batch, positions, 8], received Float32 [2, 5, 7].", () => self.call(zeros(2, 5, 7)));
        Refused("SelfAttention expects inputs [batch, positions, 8], received Float32 [5, 8].", () => self.call(zeros(5, 8)));
        Refused("SelfAttention expects a mask Bool [2 or 1, 2 or 1, 5 or 1, 5], received Bool [2, 1, 1, 4].", () => self.Attend(zeros(2, 5, 8), ones(2, 1, 1, 4, ScalarType.Bool)));
        Refused("SelfAttention expects a mask Bool [2 or 1, 2 or 1, 5 or 1, 5], received Float32 [2, 1, 1, 5].", () => self.Attend(zeros(2, 5, 8), ones(2, 1, 1, 5)));
        Refused("CrossAttention expects a memory [batch, positions, 8], received Float32 [2, 4, 9].", () => cross.call(zeros(2, 5, 8), zeros(2, 4, 9)));
        Refused("CrossAttention expects a memory [2, positions, 8], received Float32 [3, 4, 8].", () => cross.call(zeros(2, 5, 8), zeros(3, 4, 8)));
        Refused("FeedForward expects inputs [batch, positions, 8], received Float32 [2, 8].", () => new FeedForward(8, 16, nn.ReLU()).call(zeros(2, 8)));
        Refused("ClassToken expects inputs [batch, positions, 8], received Float32 [2, 1, 7].", () => new ClassToken(8).call(zeros(2, 1, 7)));
        Refused("SinusoidalPositions expects inputs [batch, up to 4 positions, 8], received Float32 [2, 5, 8].", () => new SinusoidalPositions(4, 8).call(zeros(2, 5, 8)));
        Refused(
            "PatchEmbedding expects images [batch, 3, multiple of 4, multiple of 4], received Float32 [2, 3, 8, 9].",
            () => new PatchEmbedding(3, 4, 8).call(zeros(2, 3, 8, 9)));
    }

    [Theory]
    [InlineData(8, 3)]
    [InlineData(8, 0)]
    [InlineData(8, -1)]
    public void Heads_must_divide_the_width(int width, int heads)
    {
        Refused($"SelfAttention cannot divide a width of {width} among {heads} heads", () => new SelfAttention(width, heads));
        Refused($"CrossAttention cannot divide a width of {width} among {heads} heads", () => new CrossAttention(width, heads));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Dropout_must_leave_something(double dropout) =>
        Refused("Dropout must be 0 or more and below 1", () => new EncoderBlock(new BlockOptions(8, 2) { Dropout = dropout }));

    [Fact]
    public void Dropout_is_of_training_only()
    {
        using DisposeScope scope = NewDisposeScope();
        using var block = new EncoderBlock(new BlockOptions(8, 2) { Dropout = 0.5 });
        Tensor input = rand(1, 4, 8);

        Assert.False(block.call(input).equal(block.call(input)).all().item<bool>());
        block.eval();
        Assert.True(block.call(input).equal(block.call(input)).all().item<bool>());
    }

    private static void Refused(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
