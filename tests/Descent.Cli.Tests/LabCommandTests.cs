using Descent.Lab;
using Descent.Lab.Texts;
using Descent.Runs;

namespace Descent.Cli.Tests;

[Collection(nameof(TrainsHere))]
public sealed class LabCommandTests
{
    [Fact]
    public void A_question_is_answered_with_what_was_expected_what_was_measured_and_where_the_plots_are()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        int code = terminal.Run("lab", "run", "15", "--quick", "--language", "zh", "--output", folder["report"]);

        Assert.Equal(0, code);
        Assert.StartsWith("卷积有什么特点", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("  ✓ ", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("80 个权重", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("one changed pixel", terminal.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder["report"], "zh", "15.html")));
        Assert.Contains(Path.Combine(folder["report"], "zh", "15.html"), terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_list_names_every_question_in_either_language()
    {
        using TestTerminal terminal = new();

        Assert.Equal(0, terminal.Run("lab", "list", "--language", "zh"));
        Assert.Equal(ExperimentCatalog.All.Count, terminal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("  7  为什么需要非线性激活函数?", terminal.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string> Commands() =>
        [.. ExperimentCatalog.All.SelectMany(experiment => LanguageCode.All.SelectMany(language => experiment.Text(language).Try)).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_to_try_is_one(string command)
    {
        using TestTerminal terminal = new();
        string[] words = command.Split(' ');

        IEnumerable<Mistake> mistakes = new CommandLine(terminal.Terminal).FindMistakes(words[1..]).Where(mistake => !IsForTheReader(mistake));

        Assert.Equal("descent", words[0]);
        Assert.Empty(mistakes);
    }

    // The run that a reader made, and the reader's picture.
    private static bool IsForTheReader(Mistake mistake) =>
        mistake.Received.Contains("runs/2026", StringComparison.Ordinal) || mistake.Received.Contains("digit.png", StringComparison.Ordinal);
}
