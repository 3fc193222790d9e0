using System.Diagnostics;

namespace Descent.Cli.Tests.Processes;

public sealed class StartupTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("train --help")]
    [InlineData("--version")]
    [InlineData("train lennet --epochz 3")]
    [InlineData("runs list --in /")]
    [InlineData("data list")]
    public void What_trains_nothing_never_loads_libtorch(string line)
    {
        using TemporaryFolder folder = new();
        string trace = folder["libraries"];
        ProcessStartInfo start = new(DescentProcess.Program, line.Split(' ')) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The dynamic linker itself writes down every library that it opens.
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = trace;
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        string opened = string.Concat(Directory.EnumerateFiles(folder.Path).Select(File.ReadAllText));
        Assert.Contains("libcoreclr.so", opened, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch", opened, StringComparison.Ordinal);
        Assert.DoesNotContain("LibTorchSharp", opened, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_trace_finds_libtorch_where_it_is_used()
    {
        using TemporaryFolder folder = new();
        ProcessStartInfo start = new(DescentProcess.Program, ["summary", "mlp"]) { RedirectStandardOutput = true };
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = folder["libraries"];
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Contains("libtorch_cpu", string.Concat(Directory.EnumerateFiles(folder.Path).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_end_the_process_with_2()
    {
        using TemporaryFolder folder = new();
        using DescentProcess process = DescentProcess.RunToEnd(folder.Path, "train", "lennet");

        Assert.Equal(2, process.WaitForExit());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
