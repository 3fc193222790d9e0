using Descent.Torch.Devices;

namespace Descent.Cli.Tests.Errors;

public sealed class MistakeReportTests
{
    [Theory]
    [InlineData("unknown-network", "train lennet")]
    [InlineData("unknown-option", "train lenet --epochz 3")]
    [InlineData("unknown-command", "trian lenet")]
    [InlineData("unknown-subcommand", "runs lst")]
    [InlineData("no-command", "")]
    [InlineData("no-network", "train")]
    [InlineData("no-value", "train lenet --epochs")]
    [InlineData("twice", "train lenet --epochs 2 --epochs 3")]
    [InlineData("extra-word", "train lenet fast")]
    [InlineData("flag-with-value", "train lenet --quiet=maybe")]
    [InlineData("no-files", "predict runs/some --top 3")]
    [InlineData("missing-run", "show no-such-folder/no-such-run")]
    [InlineData("missing-text", "train gpt --data text:64:no-such-file")]
    [InlineData("generate-values", "generate runs/some --tokens 0 --temperature -1 --top-k 0 --seed x --prompt")]
    [InlineData("no-prompt", "generate runs/some")]
    [InlineData("missing-data", "train lenet --data folder:no-such-folder")]
    [InlineData("summary-values", "summary lenet --classes none --input 28by28")]
    [InlineData("bench-repetitions", "bench --repetitions few")]
    [InlineData("precision-and-layout", "train lenet --precision f16 --layout channels")]
    [InlineData("device", "train lenet --device cdua --precision fp16")]
    [InlineData("device-of-a-run", "evaluate runs/some --device gpu")]
    [InlineData("architecture", "train mlp --architecture hiden:12,hidden:x,small,hidden:2,hidden:3")]
    [InlineData("architecture-none", "summary lenet --architecture small:1")]
    [InlineData("architecture-value", "summary resnet18 --architecture small:2")]
    [InlineData("lenet-input", "summary lenet --input 1x8x9")]
    [InlineData("launch-nothing", "launch -n 2")]
    [InlineData("launch-values", "launch -n 0 --threads x --restarts -1 --mpi intel --hosts a:,b -- train lennet --epochs many")]
    [InlineData("launch-other-command", "launch -n 2 -- show runs/some")]
    [InlineData("launch-threads", "launch -n 4096 --threads 2 -- train lenet --threads 1")]
    [InlineData("lab", "lab run 21 --seeds 2 --first-seed 0 --language fr --output /usr")]
    [InlineData("lab-seeds", "lab report --seeds few --first-seed -1")]
    [InlineData("lists", "train lenet --transforms flop:3,crop:99 --loss huber:dleta=1 --label-smoothing 0.1 --optimizer momentum --optimizer-options momentun=1,dampening=x")]
    [InlineData("everything-at-once", "train lennet --epochz 3 --epochs x --data glyfs --optimizer adem --learning-rate -1 --schedule cosin --transforms flop --quiet --json --workers 2 --prefetch 0 --early-stop 2 --validation 0 --label-smoothing 3 --kills")]
    public void Mistakes_are_told_as_approved_with_exit_code_2(string name, string line)
    {
        using TestTerminal terminal = new();

        int code = terminal.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Mistaken, code);
        Assert.Empty(terminal.Output);
        Assert.DoesNotContain("   at Descent.", terminal.Error, StringComparison.Ordinal);
        ApprovedOutput.Check($"mistake-{name}", terminal.Error);
    }

    [Fact]
    public void Verbose_adds_where_in_the_program_an_error_arose()
    {
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run("train", "lennet", "--verbose"));
        Assert.Contains("   at Descent.Cli", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_GPU_cuda_is_refused_with_what_was_found_before_anything_is_written()
    {
        Assert.SkipWhen(Cuda.FindFault() is null, "This machine has a GPU.");
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run("train", "lenet", "--data", "glyphs:100", "--device", "cuda", "--precision", "fp16", "--output", folder["run"]));
        Assert.Contains("There is no GPU to compute on.\n      received  --device cuda; found: ", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("Or give --device cpu.", terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("float16", terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_before_anything_is_trained()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["mine.txt"], "mine");
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run("train", "lenet", "--data", "glyphs:100", "--epochs", "0", "--output", folder.Path));
        Assert.Contains("is not empty, and a run is never overwritten", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("--epochs is out of range", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
