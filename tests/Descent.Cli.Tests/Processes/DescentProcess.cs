using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Descent.Cli.Tests.Processes;

/// <summary>The built program in a process of its own; what it says is kept.</summary>
internal sealed class DescentProcess : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    public DescentProcess(string folder, params string[] words)
    {
        ProcessStartInfo start = new(Program, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.Append(line.Data).Append('\n');
            }
        };
        _process.BeginErrorReadLine();
    }

    // The program's own files are copied beside the tests that reference it.
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "descent");

    public string Output => _output.ToString();

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    public static DescentProcess RunToEnd(string folder, params string[] words)
    {
        DescentProcess process = new(folder, words);
        process.WaitForExit();
        return process;
    }

    /// <summary>Reads lines up to the first that holds <paramref name="text"/>.</summary>
    public string ReadTo(string text)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _output.Append(line).Append('\n');
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The program ended without saying '{text}'. {Output} {Error}");
    }

    public void Signal(string name)
    {
        using Process kill = Process.Start("/bin/kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void WaitUntilErrorSays(string text)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Error.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(!_process.HasExited && Stopwatch.GetElapsedTime(start) < Longest, Error);
            Thread.Sleep(5);
        }
    }

    public int WaitForExit()
    {
        using CancellationTokenSource limit = new(Longest);
        using CancellationTokenRegistration kill = limit.Token.Register(_process.Kill);
        _output.Append(_process.StandardOutput.ReadToEnd());
        _process.WaitForExit();
        return limit.IsCancellationRequested ? throw new TimeoutException($"{Output} {Error}") : _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
