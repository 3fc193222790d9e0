using Descent.Runs.Tests.Manifest;

namespace Descent.Runs.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Creates_missing_parents_and_opens_again()
    {
        RunFolder created = RunFolder.Create(_folder["runs/deep/first"], RunManifestTests.Example);
        RunFolder opened = RunFolder.Open(created.Path + "/");

        Assert.Equal(created.Path, opened.Path);
        Assert.Equal(RunManifestTests.Example.Created, opened.Manifest.Created);
        Assert.Equal(_folder["runs/deep/first/metrics.jsonl"], opened.MetricsPath);
        Assert.Equal(["run.json"], Directory.GetFileSystemEntries(opened.Path).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Uses_an_empty_folder_that_is_there()
    {
        Directory.CreateDirectory(_folder["empty"]);

        Assert.Equal("lenet", RunFolder.Create(_folder["empty"], RunManifestTests.Example).Manifest.Network);
    }

    [Fact]
    public void Never_overwrites_a_run()
    {
        RunFolder run = RunFolder.Create(_folder["run"], RunManifestTests.Example);
        string before = File.ReadAllText(Path.Combine(run.Path, "run.json"));

        Mistake mistake = OnlyMistake(() => RunFolder.Create(_folder["run"], RunManifestTests.Example with { Network = "mlp" }));

        Assert.Contains("never overwritten", mistake.What, StringComparison.Ordinal);
        Assert.Contains("descent resume", mistake.Fix, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(run.Path, "run.json")));
    }

    [Fact]
    public void Refuses_a_folder_that_holds_something_else()
    {
        Directory.CreateDirectory(_folder["photos"]);
        File.WriteAllText(_folder["photos/a.png"], "");

        Assert.Contains("not empty", OnlyMistake(() => RunFolder.Create(_folder["photos"], RunManifestTests.Example)).What, StringComparison.Ordinal);
        Assert.Equal([_folder["photos/a.png"]], Directory.GetFileSystemEntries(_folder["photos"]));
    }

    [Fact]
    public void Of_many_that_create_the_same_run_one_wins()
    {
        int won = 0;
        Parallel.For(0, 16, i =>
        {
            try
            {
                RunFolder.Create(_folder["contested"], RunManifestTests.Example with { Name = $"{i}" });
                Interlocked.Increment(ref won);
            }
            catch (RunConfigurationException)
            {
                // The others are refused.
            }
        });

        Assert.Equal(1, won);
        Assert.Equal([_folder["contested/run.json"]], Directory.GetFileSystemEntries(_folder["contested"]));
    }

    [Fact]
    public void Says_that_the_folder_cannot_be_written()
    {
        File.WriteAllText(_folder["file"], "");

        Mistake mistake = OnlyMistake(() => RunFolder.Create(_folder["file/run"], RunManifestTests.Example));

        Assert.Contains("cannot be written", mistake.What, StringComparison.Ordinal);
        Assert.Contains("--output", mistake.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_read_only_folder_cannot_be_written()
    {
        // Permissions do not bind root.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        Directory.CreateDirectory(_folder["read-only"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Mistake mistake = OnlyMistake(() => RunFolder.Create(_folder["read-only/run"], RunManifestTests.Example));

        Assert.Contains("cannot be written", mistake.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Offers_the_nearest_run_for_a_missing_one()
    {
        RunFolder.Create(_folder["2026-01-01-lenet"], RunManifestTests.Example);

        Mistake mistake = OnlyMistake(() => RunFolder.Open(_folder["2026-01-01-lemet"]));

        Assert.Contains("does not exist", mistake.Received, StringComparison.Ordinal);
        Assert.Equal($"Did you mean '{_folder["2026-01-01-lenet"]}'?", mistake.Fix);
    }

    [Fact]
    public void Offers_a_run_inside_for_the_folder_of_all_runs()
    {
        RunFolder.Create(_folder["a"], RunManifestTests.Example);
        RunFolder.Create(_folder["b"], RunManifestTests.Example);

        Assert.Contains($"'{_folder["b"]}'", OnlyMistake(() => RunFolder.Open(_folder.Path)).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_newer_format_and_says_who_wrote_it()
    {
        Directory.CreateDirectory(_folder["new"]);
        File.WriteAllText(_folder["new/run.json"], """{"format":2,"versions":{"descent":"7.1.0"},"surprise":[]}""");

        Mistake mistake = OnlyMistake(() => RunFolder.Open(_folder["new"]));

        Assert.Contains("Descent 7.1.0", mistake.What, StringComparison.Ordinal);
        Assert.Equal("format 2", mistake.Received);
        Assert.Contains("Update Descent", mistake.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"format":"1"}""")]
    [InlineData("""{"format":0}""")]
    [InlineData("""{"format":1}""")]
    [InlineData("""{"format":1,"format":1}""")]
    [InlineData("""{"format":1,"name":null,"created":"2026-01-01","network":"","dataset":"","seed":1,"dataFingerprint":"","commandLine":[],"versions":{},"options":{}}""")]
    [InlineData("""{"format":1,"name":"","created":"yesterday","network":"","dataset":"","seed":1,"dataFingerprint":"","commandLine":[],"versions":{},"options":{}}""")]
    [InlineData("""{"format":1,"name":"","created":"2026-01-01","network":"","dataset":"","seed":-1,"dataFingerprint":"","commandLine":[],"versions":{},"options":{}}""")]
    public void Says_that_the_manifest_is_damaged(string json)
    {
        Directory.CreateDirectory(_folder["bad"]);
        File.WriteAllText(_folder["bad/run.json"], json);

        Assert.Contains("is damaged", OnlyMistake(() => RunFolder.Open(_folder["bad"])).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_the_runs_by_name_and_says_which_it_cannot_read()
    {
        RunFolder.Create(_folder["b"], RunManifestTests.Example);
        RunFolder.Create(_folder["a"], RunManifestTests.Example);
        Directory.CreateDirectory(_folder["bad"]);
        File.WriteAllText(_folder["bad/run.json"], "{");
        Directory.CreateDirectory(_folder["other"]);

        IReadOnlyList<RunFolder> runs = RunFolder.List(_folder.Path, out IReadOnlyList<Mistake> unreadable);

        Assert.Equal([_folder["a"], _folder["b"]], runs.Select(run => run.Path));
        Assert.Contains(_folder["bad"], Assert.Single(unreadable).What, StringComparison.Ordinal);
        Assert.Empty(RunFolder.List(_folder["none"], out _));
    }

    [Fact]
    public void Is_held_by_one_trainer_at_a_time()
    {
        RunFolder run = RunFolder.Create(_folder["run"], RunManifestTests.Example);

        using (run.Hold())
        {
            Assert.Contains("cannot be held", OnlyMistake(() => RunFolder.Open(run.Path).Hold()).What, StringComparison.Ordinal);
        }

        run.Hold().Dispose();
    }

    [Fact]
    public void Keeps_its_result()
    {
        RunFolder run = RunFolder.Create(_folder["run"], RunManifestTests.Example);
        Assert.Null(run.ReadResult());
        RunResult result = new()
        {
            Status = RunStatus.EarlyStopped,
            Steps = 4690,
            Epochs = 5,
            TestLoss = double.NaN,
            TestAccuracy = 0.89,
            Parameters = 61_706,
            Seconds = 12.5,
            ExamplesPerSecond = 24_000.5,
        };

        run.WriteResult(result);

        Assert.Equal(result, run.ReadResult());
        Assert.Contains("\"status\": \"early-stopped\"", File.ReadAllText(run.ResultPath), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Mistake OnlyMistake(Action action) =>
        Assert.Single(Assert.Throws<RunConfigurationException>(action).Mistakes);
}
