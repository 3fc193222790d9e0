namespace Descent.Cli.Tests.Reports;

public sealed class SummaryTableTests
{
    [Theory]
    [InlineData("summary-lenet", "summary lenet")]
    [InlineData("summary-mlp", "summary mlp --input 3x32x32 --classes 100")]
    [InlineData("summary-googlenet", "summary googlenet --input 3x32x32 --architecture small:1")]
    public void Layers_are_listed_as_approved(string name, string line)
    {
        using TestTerminal terminal = new();

        Assert.Equal(0, terminal.Run(line.Split(' ')));
        ApprovedOutput.Check(name, terminal.Output);
    }
}
