using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Descent.Cli.Tests.Processes;

public sealed class TrainingTests
{
    private static readonly string[] Small = ["--data", "glyphs:200", "--batch-size", "16", "--threads", "1"];

    [Fact]
    public void A_run_is_trained_shown_evaluated_and_known_as_finished()
    {
        using TemporaryFolder folder = new();
        using DescentProcess train = DescentProcess.RunToEnd(folder.Path, ["train", "mlp", .. Small, "--epochs", "2", "--output", "run"]);
        Assert.True(train.WaitForExit() == 0, train.Error);
        Assert.Contains("epoch 2/2  loss ", train.Output, StringComparison.Ordinal);
        Assert.Contains("reader wait ", train.Output, StringComparison.Ordinal);
        Assert.Contains("  descent evaluate run\n", train.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', train.Output);

        using DescentProcess show = DescentProcess.RunToEnd(folder.Path, "show", "run");
        Assert.Equal(0, show.WaitForExit());
        Assert.Contains("finished", show.Output, StringComparison.Ordinal);

        using DescentProcess evaluate = DescentProcess.RunToEnd(folder.Path, "evaluate", "run");
        Assert.True(evaluate.WaitForExit() == 0, evaluate.Error);
        Assert.Contains("glyphs:200: accuracy ", evaluate.Output, StringComparison.Ordinal);

        using DescentProcess resume = DescentProcess.RunToEnd(folder.Path, "resume", "run");
        Assert.Equal(0, resume.WaitForExit());
        Assert.Contains("nothing is left to train", resume.Error, StringComparison.Ordinal);

        using DescentProcess again = DescentProcess.RunToEnd(folder.Path, ["train", "mlp", .. Small, "--output", "run"]);
        Assert.Equal(2, again.WaitForExit());
    }

    [Fact]
    public void A_damaged_model_is_refused_and_made_again_from_the_last_checkpoint()
    {
        using TemporaryFolder folder = new();
        using DescentProcess train = DescentProcess.RunToEnd(folder.Path, ["train", "mlp", .. Small, "--epochs", "1", "--output", "run"]);
        Assert.True(train.WaitForExit() == 0, train.Error);
        string weights = Path.Combine(folder.Path, "run", "model", "weights.safetensors");
        string result = File.ReadAllText(Path.Combine(folder.Path, "run", "result.json"));
        byte[] whole = File.ReadAllBytes(weights);
        File.WriteAllBytes(weights, whole[..^1]);

        using DescentProcess evaluate = DescentProcess.RunToEnd(folder.Path, "evaluate", "run");
        Assert.Equal(2, evaluate.WaitForExit());
        Assert.Contains("is damaged", evaluate.Error, StringComparison.Ordinal);
        Assert.Contains("descent resume ", evaluate.Error, StringComparison.Ordinal);

        using DescentProcess resume = DescentProcess.RunToEnd(folder.Path, "resume", "run", "--quiet");
        Assert.True(resume.WaitForExit() == 0, resume.Error);
        Assert.Contains("is made again from the last checkpoint", resume.Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(weights));
        Assert.Equal(result, File.ReadAllText(Path.Combine(folder.Path, "run", "result.json")));
    }

    [Fact]
    public void Idx_images_are_recognized_and_files_of_another_size_refused()
    {
        using TemporaryFolder folder = new();
        using DescentProcess train = DescentProcess.RunToEnd(folder.Path, ["train", "mlp", .. Small, "--epochs", "1", "--output", "run", "--quiet"]);
        Assert.True(train.WaitForExit() == 0, train.Error);
        WriteIdx(folder["two"], 2, 28);
        WriteIdx(folder["small"], 1, 27);

        using DescentProcess predict = DescentProcess.RunToEnd(folder.Path, "predict", "run", "two");
        Assert.True(predict.WaitForExit() == 0, predict.Error);
        Assert.Contains("two[0]\n", predict.Output, StringComparison.Ordinal);
        Assert.Contains("two[1]\n", predict.Output, StringComparison.Ordinal);
        Assert.Equal(8, predict.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        using DescentProcess wrong = DescentProcess.RunToEnd(folder.Path, "predict", "run", "two", "small");
        Assert.Equal(2, wrong.WaitForExit());
        Assert.Empty(wrong.Output);
        Assert.Contains("[27, 27]", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_are_all_that_json_writes()
    {
        using TemporaryFolder folder = new();
        using DescentProcess train = DescentProcess.RunToEnd(folder.Path, ["train", "mlp", .. Small, "--epochs", "1", "--output", "run", "--json", "--log-every", "5"]);

        Assert.Equal(0, train.WaitForExit());
        string[] events = [.. train.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["event"]!)];
        Assert.Equal("start", events[0]);
        Assert.Equal("result", events[^1]);
        Assert.Contains("step", events);
        Assert.Contains("epoch", events);
        Assert.Contains("checkpoint", events);
    }

    [Fact]
    public void Quiet_says_the_result_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        using DescentProcess train = DescentProcess.RunToEnd(folder.Path, ["train", "mlp", .. Small, "--epochs", "1", "--output", "run", "--quiet"]);

        Assert.Equal(0, train.WaitForExit());
        Assert.Matches(@"^test accuracy \d+\.\d\d %  run\n$", train.Output);
        Assert.Equal("", train.Error.Trim());
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_stops_after_a_checkpoint_and_the_run_goes_on_from_there(string signal, int code)
    {
        using TemporaryFolder folder = new();
        using DescentProcess train = new(folder.Path, ["train", "mlp", .. Small, "--epochs", "1000", "--output", "run", "--json", "--log-every", "1"]);
        train.ReadTo("\"step\":20,");
        train.Signal(signal);

        Assert.Equal(code, train.WaitForExit());
        Assert.Contains("Go on with: descent resume run", train.Error, StringComparison.Ordinal);
        Assert.Contains("\"end\":\"interrupted\"", train.Output, StringComparison.Ordinal);

        using DescentProcess resume = new(folder.Path, "resume", "run", "--json");
        long first = (long)JsonNode.Parse(resume.ReadTo("\"start\""))!["firstStep"]!;
        Assert.True(first >= 20);
        resume.Signal("TERM");
        Assert.Equal(143, resume.WaitForExit());
    }

    [Fact]
    public void A_second_signal_ends_the_process_whatever_it_waits_for()
    {
        using TemporaryFolder folder = new();
        using (Process make = Process.Start("mkfifo", [folder["pipe.csv"]]))
        {
            make.WaitForExit();
        }

        using DescentProcess train = new(folder.Path, "train", "mlp", "--data", "csv:pipe.csv", "--output", "run");
        // A pipe opens once both ends are: from here on the program waits for data that never come.
        using FileStream pipe = new(folder["pipe.csv"], FileMode.Open, FileAccess.Write);
        train.Signal("INT");
        train.WaitUntilErrorSays("once more stops at once");
        train.Signal("INT");

        Assert.Equal(130, train.WaitForExit());
    }

    [Fact]
    public void A_run_killed_before_its_first_checkpoint_starts_again_from_its_options()
    {
        using TemporaryFolder folder = new();
        using (DescentProcess train = new(folder.Path, ["train", "mlp", .. Small, "--epochs", "2", "--architecture", "hidden:12", "--output", "run", "--json", "--log-every", "1"]))
        {
            train.ReadTo("\"step\":3,");
            train.Signal("KILL");
            Assert.Equal(137, train.WaitForExit());
        }

        using DescentProcess resume = DescentProcess.RunToEnd(folder.Path, "resume", "run", "--quiet");
        Assert.True(resume.WaitForExit() == 0, resume.Error);
        Assert.StartsWith("test accuracy", resume.Output, StringComparison.Ordinal);
        JsonNode model = JsonNode.Parse(File.ReadAllText(folder["run/model/model.json"]))!;
        Assert.Equal(12, (long)model["architecture"]!["options"]!["hidden"]!);
    }

    [Fact]
    public void A_killed_training_is_proved_to_resume_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        using DescentProcess proof = DescentProcess.RunToEnd(
            folder.Path, "verify-resume", "mlp", "--data", "glyphs:300", "--kills", "2", "--seed", "3", "--optimizer", "momentum");

        Assert.True(proof.WaitForExit() == 0, proof.Output + proof.Error);
        Assert.Equal(2, proof.Output.Split("killed with SIGKILL").Length - 1);
        Assert.Equal(4, proof.Output.Split("  equal ").Length - 1);
    }

    private static void WriteIdx(string path, byte count, byte side) => File.WriteAllBytes(
        path, [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, side, 0, 0, 0, side, .. Enumerable.Repeat((byte)9, count * side * side)]);
}
