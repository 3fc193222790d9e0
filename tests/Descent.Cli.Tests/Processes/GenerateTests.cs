namespace Descent.Cli.Tests.Processes;

/// <summary>Texts and answers from run folders alone.</summary>
public sealed class GenerateTests
{
    private static readonly string[] Small = ["--epochs", "1", "--threads", "1", "--validation", "0", "--quiet", "--output"];

    [Fact]
    public void A_text_goes_on_the_same_way_each_time_and_stays_within_its_characters()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["a.txt"], string.Concat(Enumerable.Repeat("schöne grüße ", 40)));
        Run(folder, ["train", "gpt", "--data", "chars:16:a.txt", .. Small, "run"]);

        string[] generate = ["generate", "run", "--prompt", "schön", "--tokens", "30"];
        string text = Run(folder, generate);
        Assert.StartsWith("schön", text, StringComparison.Ordinal);
        Assert.Equal("schön".Length + 30 + 1, text.Length);
        Assert.Equal(text, Run(folder, generate));
        Assert.NotEqual(text, Run(folder, [.. generate, "--seed", "2"]));
        Assert.Contains("has no character 'x'", Refused(folder, "generate", "run", "--prompt", "grüxe"), StringComparison.Ordinal);
        Assert.Contains("descent generate RUN --prompt TEXT", Refused(folder, "predict", "run", "a.txt"), StringComparison.Ordinal);
        Assert.Contains("needs a source before its answer", Refused(folder, "train", "transformer", "--data", "chars:16:a.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_is_answered_and_evaluated_by_whole_answers()
    {
        using TemporaryFolder folder = new();
        string result = Run(folder, ["train", "transformer", "--data", "reverse:100:3", .. Small, "run"]);

        Assert.StartsWith("test accuracy", result, StringComparison.Ordinal);
        Assert.Matches("^[0-9+=]{0,4}\n$", Run(folder, "generate", "run", "--prompt", "314"));
        Assert.Contains("reverse:100:3: exact match ", Run(folder, "evaluate", "run"), StringComparison.Ordinal);
        Assert.Contains("test exact match", Run(folder, "show", "run"), StringComparison.Ordinal);
        Assert.Contains("'31415' is no question for 'reverse'", Refused(folder, "generate", "run", "--prompt", "31415"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_images_writes_no_text()
    {
        using TemporaryFolder folder = new();
        Run(folder, ["train", "mlp", "--data", "glyphs:50", .. Small, "run"]);

        Assert.Contains("This run's model writes no text.", Refused(folder, "generate", "run", "--prompt", "a"), StringComparison.Ordinal);
    }

    private static string Run(TemporaryFolder folder, params string[] words)
    {
        using DescentProcess process = DescentProcess.RunToEnd(folder.Path, words);
        Assert.True(process.WaitForExit() == 0, process.Error);
        return process.Output;
    }

    private static string Refused(TemporaryFolder folder, params string[] words)
    {
        using DescentProcess process = DescentProcess.RunToEnd(folder.Path, words);
        Assert.Equal(2, process.WaitForExit());
        Assert.Empty(process.Output);
        return process.Error;
    }
}
