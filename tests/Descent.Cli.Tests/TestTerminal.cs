namespace Descent.Cli.Tests;

/// <summary>A terminal of 100 columns without colors whose text can be read back.</summary>
internal sealed class TestTerminal : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public TestTerminal() => Terminal = new Terminal(_output, _error, isInteractive: false, hasColors: false, width: 100, TimeProvider.System);

    public Terminal Terminal { get; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public int Run(params string[] words) => new CommandLine(Terminal).Run(words);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }
}
