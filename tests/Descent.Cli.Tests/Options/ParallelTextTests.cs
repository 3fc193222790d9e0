using Descent.Cli.Options;
using Descent.Runs;
using Descent.Training.Splitting;

namespace Descent.Cli.Tests.Options;

public sealed class ParallelTextTests
{
    [Theory]
    [InlineData("pipeline:2", ParallelKind.Pipeline, 2)]
    [InlineData("tensor:16", ParallelKind.Tensor, 16)]
    public void Kind_and_parts_are_read_and_written_alike(string text, ParallelKind kind, int parts)
    {
        List<Mistake> mistakes = [];

        Assert.Equal(new ModelParallel(kind, parts), ParallelText.Parse(text, mistakes));
        Assert.Empty(mistakes);
        Assert.Equal(text, new ModelParallel(kind, parts).ToString());
    }

    [Fact]
    public void None_is_a_whole_network_on_every_rank() => Assert.Equal(ModelParallel.None, ParallelText.Parse("none", []));

    [Theory]
    [InlineData("pipeline")]
    [InlineData("pipeline:1")]
    [InlineData("tensor:-2")]
    [InlineData("tensor:2:2")]
    [InlineData("data:2")]
    [InlineData("")]
    public void Anything_else_is_a_mistake(string text)
    {
        List<Mistake> mistakes = [];

        Assert.Equal(ModelParallel.None, ParallelText.Parse(text, mistakes));
        Assert.Equal(text, Assert.Single(mistakes).Received);
    }
}
