using System.Text.Json;
using Descent.Runs;
using Descent.Runs.Findings;

namespace Descent.Cli.Tests.Commands;

[Collection(nameof(TrainsHere))]
public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Says_after_how_many_steps_one_was_refused()
    {
        using TestTerminal training = new();
        Assert.Equal(ExitCode.Failed, training.Run(
            "train", "lenet", "--data", "glyphs:400", "--epochs", "2", "--optimizer", "sgd", "--learning-rate", "100000", "--threads", "1", "--output", _folder["run"]));
        long refused = JsonDocument.Parse(File.ReadAllText(RunFolder.Open(_folder["run"]).RefusedStepPath)).RootElement.GetProperty("step").GetInt64();

        using TestTerminal terminal = new();
        Assert.Equal(2, terminal.Run("doctor", _folder["run"]));

        string made = refused == 2 ? "1 step" : $"{refused - 1} steps";
        Assert.Contains($"1 error, after {made}\n", terminal.Output, StringComparison.Ordinal);
        Assert.Contains($"[not-finite, step {refused - 1}]", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_sick_run_by_words_and_by_its_exit_code_and_tries_what_it_suggests()
    {
        using TestTerminal training = new();
        Assert.Equal(ExitCode.Done, training.Run("train", "lenet", "--data", "glyphs:400", "--epochs", "10", "--learning-rate", "1", "--threads", "1", "--doctor", "deep", "--output", _folder["run"]));
        Assert.Contains("error: ", training.Output, StringComparison.Ordinal);

        using TestTerminal terminal = new();
        Assert.Equal(2, terminal.Run("doctor", _folder["run"], "--html", _folder["page.html"], "--try", "--steps", "24"));
        Assert.Contains(" errors, after 60 steps", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("why: ", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("from the initial weights", terminal.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  training loss     .* -> .*, .* times as large, 95 % .* to .*$", terminal.Output);
        Assert.Matches("(?m)^  validation loss   .* -> .*, .* times as large, 95 % .* to .*$", terminal.Output);
        Assert.StartsWith("<!doctype html>", File.ReadAllText(_folder["page.html"]), StringComparison.Ordinal);

        using TestTerminal json = new();
        Assert.Equal(2, json.Run("doctor", _folder["run"], "--json"));
        Assert.Equal("Error", JsonDocument.Parse(json.Output).RootElement.GetProperty("worst").GetString());

        using TestTerminal tuning = new();
        Assert.Equal(ExitCode.Done, tuning.Run("tune", "lr", _folder["run"], "--steps", "40"));
        Assert.Contains("falls fastest at", tuning.Output, StringComparison.Ordinal);

        using TestTerminal sizes = new();
        Assert.Equal(ExitCode.Done, sizes.Run("tune", "batch-size", _folder["run"], "--from", "32", "--to", "64"));
        Assert.Matches("(?m)^ *64 .*the run's own", sizes.Output);
        Assert.Contains("noise scale", sizes.Output, StringComparison.Ordinal);

        using TestTerminal workers = new();
        Assert.Equal(ExitCode.Done, workers.Run("tune", "workers", _folder["run"]));
        Assert.Contains("in the training thread", workers.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_out_what_a_plateau_is_in_words_as_JSON_and_as_a_page()
    {
        using TestTerminal training = new();
        Assert.Equal(ExitCode.Done, training.Run(
            "train", "mlp", "--data", "glyphs:400", "--epochs", "40", "--optimizer", "sgd", "--learning-rate", "1e-6", "--threads", "1", "--doctor", "deep", "--output", _folder["run"], "--quiet"));

        using TestTerminal asked = new();
        asked.Run("doctor", _folder["run"]);
        Assert.Contains("plateau", asked.Output, StringComparison.Ordinal);
        Assert.Contains($"Find out: descent doctor {_folder["run"]} --try", asked.Output, StringComparison.Ordinal);

        using TestTerminal words = new();
        words.Run("doctor", _folder["run"], "--try", "--steps", "16", "--html", _folder["page.html"]);
        Assert.Contains("Plateau or converged? At step 240: ", words.Output, StringComparison.Ordinal);
        Assert.Contains("  slope over the noise of a step", words.Output, StringComparison.Ordinal);
        Assert.Contains("measuring slope and curvature", words.Error, StringComparison.Ordinal);
        Assert.Contains("<h2>Plateau or converged?</h2>", File.ReadAllText(_folder["page.html"]), StringComparison.Ordinal);

        using TestTerminal json = new();
        json.Run("doctor", _folder["run"], "--try", "--steps", "16", "--json");
        JsonElement proofs = JsonDocument.Parse(json.Output).RootElement.GetProperty("proofs");
        JsonElement plateau = proofs.GetProperty("plateau");
        Assert.Contains($": {Descent.Doctor.Proofs.PlateauTable.Words(Enum.Parse<Descent.Doctor.Proofs.PlateauAnswer>(plateau.GetProperty("answer").GetString()!))}.", words.Output, StringComparison.Ordinal);
        Assert.Equal(3, plateau.GetProperty("evidence").GetProperty("trials").GetArrayLength());
        Assert.Equal(["--optimizer", "adam"], proofs.GetProperty("tried").EnumerateArray().Single(tried => tried.GetProperty("check").GetString() == "plateau").GetProperty("options").EnumerateArray().Select(word => word.GetString()!));

        using TestTerminal sarif = new();
        Assert.Equal(ExitCode.Mistaken, sarif.Run("doctor", _folder["run"], "--try", "--sarif"));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(Severity.Note, 0)]
    [InlineData(Severity.Warning, 1)]
    [InlineData(Severity.Error, 2)]
    public void Exits_with_how_bad_it_is(Severity? worst, int code)
    {
        using TestTerminal training = new();
        Assert.Equal(ExitCode.Done, training.Run("train", "mlp", "--data", "glyphs:100", "--epochs", "1", "--threads", "1", "--doctor", "off", "--output", _folder["run"], "--quiet"));
        RunFolder run = RunFolder.Open(_folder["run"]);
        if (worst is { } severity)
        {
            using FindingsLog log = FindingsLog.Open(run.FindingsPath);
            log.Write(new Finding
            {
                Check = "some",
                Severity = severity,
                Step = 1,
                Epoch = 0,
                What = "Something is so.",
                Evidence = [],
                Why = "One. Two.",
                Fix = "Change it.",
            });
        }

        using TestTerminal terminal = new();
        Assert.Equal(code, terminal.Run("doctor", run.Path));
        Assert.Contains("trained without the doctor", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_over_nothing_that_is_no_report()
    {
        File.WriteAllText(_folder["photo.html"], "something else");
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run("doctor", _folder["run"], "--html", _folder["photo.html"]));

        Assert.Contains("no report", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("something else", File.ReadAllText(_folder["photo.html"]));
    }

    [Fact]
    public void Shows_its_own_record_and_nothing_beside_it()
    {
        using TestTerminal terminal = new();
        Assert.Equal(ExitCode.Done, terminal.Run("doctor", "--record"));
        Assert.Contains("dead-relu", terminal.Output, StringComparison.Ordinal);

        using TestTerminal both = new();
        Assert.Equal(ExitCode.Mistaken, both.Run("doctor", _folder["run"], "--record"));
        using TestTerminal neither = new();
        Assert.Equal(ExitCode.Mistaken, neither.Run("doctor"));
    }

    [Theory]
    [InlineData("--from", "0")]
    [InlineData("--to", "2000000")]
    [InlineData("--from", "64", "--to", "32")]
    public void Refuses_sizes_that_there_are_not(params string[] words)
    {
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run(["tune", "batch-size", _folder["none"], .. words]));

        Assert.Contains(words[0], terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--doctor", "loud")]
    [InlineData("--doctor", "")]
    public void Refuses_a_level_that_there_is_not(params string[] words)
    {
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run(["train", "lenet", .. words, "--output", _folder["none"]]));

        Assert.Contains("on, off, deep", terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    public void Dispose() => _folder.Dispose();
}
