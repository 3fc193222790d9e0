using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Descent.Bench.Workloads;

/// <summary>A training in a process of its own that says {"event":"step","step":N} now and then.</summary>
/// <param name="program">The program.</param>
/// <param name="words">Its arguments.</param>
/// <param name="withoutVariables">Environment variables that it does not inherit.</param>
internal sealed class ChildJob(string program, IEnumerable<string> words, params IEnumerable<string> withoutVariables)
{
    private const int WarmUpSteps = 100;

    // What is compiled just in time goes on for so long, on the cores that train where there is no other.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Trains for a while and returns the seconds of one step, the first hundred and those of the first five seconds left out; then ends the process.</summary>
    /// <param name="seconds">How long is timed.</param>
    public double SecondsPerStep(double seconds)
    {
        using Process process = Start();
        long begin = 0, firstStep = 0, start = 0;
        try
        {
            foreach (JsonElement line in Events(process, "step"))
            {
                long step = line.GetProperty("step").GetInt64();
                begin = begin == 0 ? Stopwatch.GetTimestamp() : begin;
                if (firstStep == 0)
                {
                    (firstStep, start) = step >= WarmUpSteps && Stopwatch.GetElapsedTime(begin) >= WarmUp ? (step, Stopwatch.GetTimestamp()) : (0, 0);
                }
                else if (Stopwatch.GetElapsedTime(start).TotalSeconds is var elapsed && elapsed >= seconds)
                {
                    return elapsed / (step - firstStep);
                }
            }
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        throw Failure(process, "ended before it was measured");
    }

    /// <summary>Returns the seconds from the process's start to its first event of a kind; then ends it.</summary>
    public double SecondsToFirst(string kind)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Start();
        try
        {
            return Events(process, kind).Any() ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw Failure(process, $"never said '{kind}'");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Returns the first event of a kind; then ends the process.</summary>
    public JsonElement First(string kind)
    {
        using Process process = Start();
        try
        {
            return Events(process, kind).Select(line => (JsonElement?)line).FirstOrDefault() ?? throw Failure(process, $"never said '{kind}'");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Runs to the end and returns the last event of a kind.</summary>
    public JsonElement Last(string kind)
    {
        using Process process = Start();
        JsonElement[] events = [.. Events(process, kind)];
        process.WaitForExit();
        return process.ExitCode == 0 && events.Length > 0 ? events[^1] : throw Failure(process, $"ended with code {process.ExitCode}");
    }

    private static IEnumerable<JsonElement> Events(Process process, string kind)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            JsonElement json = JsonElement.Parse(line);
            if (json.GetProperty("event").GetString() == kind)
            {
                yield return json;
            }
        }
    }

    private Process Start()
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true };
        foreach (string name in withoutVariables)
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }

    private InvalidOperationException Failure(Process process, string what) => new(string.Create(
        CultureInfo.InvariantCulture, $"'{program} {string.Join(' ', words)}' (process {process.Id}) {what}; its own words are above."));
}
