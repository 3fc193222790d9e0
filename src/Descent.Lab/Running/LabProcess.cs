using System.Diagnostics;
using Descent.Runs;
using Descent.Runs.Metrics;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;

namespace Descent.Lab.Running;

/// <summary>A training in processes of its own, as anybody starts one from the command line.</summary>
/// <param name="Weights">What was trained, by name, in one order.</param>
/// <param name="Result">What came out.</param>
/// <param name="StepSeconds">The median of a step over the second half of the training.</param>
internal sealed record LabProcess(IReadOnlyList<NamedArray> Weights, RunResult Result, double StepSeconds)
{
    // It lies beside this program, whichever that is.
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "descent.exe" : "descent");

    /// <summary>Runs a command line that trains and waits for its end.</summary>
    /// <param name="output">The run's folder.</param>
    /// <param name="batchSize">Examples in a step.</param>
    /// <param name="words">The command line without them.</param>
    /// <exception cref="RunConfigurationException">It failed, for example as no MPI is installed; the message is its own.</exception>
    public static LabProcess Train(string output, int batchSize, params IReadOnlyList<string> words)
    {
        IReadOnlyList<string> all = [.. words, "--batch-size", $"{batchSize}", "--output", output, "--validation", "0", "--doctor", "off", "--quiet"];
        if (!File.Exists(Program))
        {
            throw new RunConfigurationException(new Mistake("The descent program is not beside this one.", Program, "the program that 'descent' starts", "Run this question with: descent lab run"));
        }

        ProcessStartInfo start = new(Program, all) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        string complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new RunConfigurationException(new Mistake($"descent {string.Join(' ', all)}", $"exit code {process.ExitCode}: {complaints.Trim()} {said.Result.Trim()}", "a training that ends", "Do what it says."));
        }

        RunFolder run = RunFolder.Open(output);
        double[] speeds = [.. MetricsReader.Read(run.TimingsPath).Where(line => line.Name == "time/examples-per-second").Select(line => line.Value)];
        double[] late = [.. speeds.Skip(speeds.Length / 2).Order()];
        return new LabProcess([.. ModelArtifact.Read(run.ModelPath).Weights.OrderBy(array => array.Name, StringComparer.Ordinal)], run.ReadResult()!, batchSize / late[late.Length / 2]);
    }

    /// <summary>Whether the weights are the same bytes.</summary>
    public bool HasBytesOf(LabProcess other) => Weights.Count == other.Weights.Count
        && Weights.Zip(other.Weights).All(pair => pair.First.Name == pair.Second.Name && pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span));
}
