namespace Descent.Cli.Progress;

/// <summary>Writes each report as a line, on the thread that reports it.</summary>
internal sealed class LineProgress(TextWriter output) : IProgress<string>
{
    public void Report(string value) => output.WriteLine(value);
}
