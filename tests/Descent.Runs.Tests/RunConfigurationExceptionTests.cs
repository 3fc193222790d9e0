namespace Descent.Runs.Tests;

public sealed class RunConfigurationExceptionTests
{
    [Fact]
    public void Tells_every_mistake_on_a_line_of_its_own()
    {
        RunConfigurationException error = new(
            new Mistake("The batch size is too small.", "0", "1 or more", "Use --batch-size 64."),
            new Mistake("The network is unknown.", "lent", "lenet, mlp", "Did you mean 'lenet'?"));

        Assert.Equal(
            [
                "The batch size is too small. Received: 0. Allowed: 1 or more. Use --batch-size 64.",
                "The network is unknown. Received: lent. Allowed: lenet, mlp. Did you mean 'lenet'?",
            ],
            error.Message.Split(Environment.NewLine));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunConfigurationException([]));
    }
}
