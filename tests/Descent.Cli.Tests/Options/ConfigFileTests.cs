using Descent.Cli.Options;
using Descent.Runs;

namespace Descent.Cli.Tests.Options;

public sealed class ConfigFileTests
{
    private static readonly string[] Names = ["epochs", "batch-size", "data"];

    [Fact]
    public void Values_are_read_by_name_with_their_lines()
    {
        (IReadOnlyDictionary<string, OptionValue> values, List<Mistake> mistakes) = Read("# mine\nepochs: 3\ndata: \"folder:a b\"\n");

        Assert.Empty(mistakes);
        Assert.Equal("3", values["epochs"].Text);
        Assert.Equal("folder:a b", values["data"].Text);
        Assert.EndsWith("line 3", values["data"].Source, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_gives_nothing() => Assert.Empty(Read("# nothing\n").Mistakes);

    [Fact]
    public void An_unknown_key_is_told_with_its_line_and_the_nearest_name()
    {
        Mistake mistake = Assert.Single(Read("epochs: 3\nbatchsize: 32\n").Mistakes);

        Assert.Contains("line 2", mistake.What, StringComparison.Ordinal);
        Assert.Equal("batchsize", mistake.Received);
        Assert.Equal("Did you mean 'batch-size'?", mistake.Fix);
    }

    [Theory]
    [InlineData("epochs: [1, 2]\n", "line 1")]
    [InlineData("epochs: 1\nepochs: 2\n", "line 2")]
    [InlineData("- epochs\n", "line 1")]
    [InlineData("epochs: \"open\n", "line")]
    public void What_is_no_list_of_names_and_values_is_told_with_its_line(string yaml, string line)
    {
        Mistake mistake = Assert.Single(Read(yaml).Mistakes);

        Assert.Contains(line, mistake.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_mistake()
    {
        List<Mistake> mistakes = [];

        ConfigFile.Read("no-such-file.yaml", Names, mistakes);

        Assert.Single(mistakes);
    }

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["run.yaml"], "optimizer: nonsense\nepochs: zero\n");
        using TestTerminal terminal = new();

        int code = terminal.Run("train", "lenet", "--data", "glyfs", "--config", folder["run.yaml"], "--optimizer", "adam");

        Assert.Equal(ExitCode.Mistaken, code);
        Assert.DoesNotContain("nonsense", terminal.Error, StringComparison.Ordinal);
        Assert.Contains($"epochs in {folder["run.yaml"]}, line 2 cannot be read", terminal.Error, StringComparison.Ordinal);
    }

    private static (IReadOnlyDictionary<string, OptionValue> Values, List<Mistake> Mistakes) Read(string yaml)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["run.yaml"], yaml);
        List<Mistake> mistakes = [];
        return (ConfigFile.Read(folder["run.yaml"], Names, mistakes), mistakes);
    }
}
