using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Descent.Cli.Verification;

/// <summary>A training in a process of its own, watched through its --json lines.</summary>
internal sealed class ChildTraining : IDisposable
{
    private const int KilledCode = 128 + 9; // SIGKILL
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private bool _isKilled;

    private ChildTraining(IEnumerable<string> words)
    {
        ProcessStartInfo start = new(Program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
    }

    // The program beside this assembly: what runs this code may be a test.
    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "descent.exe" : "descent");

    public static ChildTraining Train(IEnumerable<string> words) => new(["train", .. words, "--json", "--log-every", "1"]);

    public static ChildTraining Resume(string run) => new(["resume", run, "--json"]);

    /// <summary>The next line, or null at the end. A line that the kill cut short is no event.</summary>
    public ChildEvent? NextEvent()
    {
        try
        {
            return _process.StandardOutput.ReadLine() is { } line ? new ChildEvent(JsonElement.Parse(line)) : null;
        }
        catch (JsonException) when (_isKilled)
        {
            return null;
        }
    }

    /// <summary>SIGKILL, which no process can catch.</summary>
    public void Kill()
    {
        if (!_isKilled)
        {
            _isKilled = true;
            _process.Kill();
        }
    }

    /// <summary>Reads to the end and requires success.</summary>
    public void Finish()
    {
        while (NextEvent() is not null)
        {
        }

        RequireSuccess();
    }

    /// <exception cref="VerificationException">The child failed.</exception>
    public void RequireSuccess() => RequireCode(0, "failed");

    /// <exception cref="VerificationException">The child ended by itself, so the kill proves nothing.</exception>
    public void RequireKilled() => RequireCode(OperatingSystem.IsWindows() ? -1 : KilledCode, "ended before it could be killed");

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void RequireCode(int code, string what)
    {
        _process.WaitForExit();
        if (_process.ExitCode != code)
        {
            throw new VerificationException($"A training {what} (exit code {_process.ExitCode}). {_errors}".TrimEnd());
        }
    }
}
