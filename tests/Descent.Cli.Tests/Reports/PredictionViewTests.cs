using Descent.Cli.Reports;

namespace Descent.Cli.Tests.Reports;

public sealed class PredictionViewTests
{
    [Fact]
    public void The_three_likeliest_classes_are_told_as_approved()
    {
        using TestTerminal terminal = new();

        PredictionView.Write(terminal.Terminal, "shoe.png", ["Trouser", "Sneaker", "Bag [red]", "Boot"], [0.02f, 0.9f, 0.05f, 0.03f]);

        ApprovedOutput.Check("prediction", terminal.Output);
    }
}
