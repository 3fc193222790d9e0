using System.CommandLine;
using Descent.Cli.Options;
using Descent.Runs;

namespace Descent.Cli.Tests.Options;

public sealed class TrainingRequestTests
{
    [Theory]
    [InlineData("vgg16", "", 2e-4)]
    [InlineData("vgg16", "--optimizer adamw", 2e-4)]
    [InlineData("vgg16", "--learning-rate 0.003", 0.003)]
    [InlineData("vgg16", "--optimizer momentum", 0.02)]
    [InlineData("lenet", "", 0.002)]
    [InlineData("nothing", "", 0.002)]
    [InlineData(null, "", 0.002)]
    public void The_learning_rate_is_the_one_given_or_Adams_for_the_network_or_the_optimizers(string? network, string words, double expected)
    {
        IReadOnlyList<Option<string>> options = TrainingOptionNames.Create();
        Command command = new("train");
        foreach (Option<string> option in options)
        {
            command.Add(option);
        }

        List<Mistake> mistakes = [];
        var request = TrainingRequest.Read(command.Parse(words), network, options, null, mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(expected, request.Plan.Optimizer.LearningRate);
    }
}
