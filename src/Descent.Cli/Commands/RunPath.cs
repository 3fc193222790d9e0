using System.CommandLine;

namespace Descent.Cli.Commands;

/// <summary>A run's folder on the command line.</summary>
internal static class RunPath
{
    public static Argument<string> Argument() =>
        new("run") { Description = "The run's folder, for example runs/2026-11-23T10-15-00-lenet.", Arity = ArgumentArity.ExactlyOne };

    /// <summary>The path as it would be typed from here: relative where the run lies below the working folder.</summary>
    public static string Shorten(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
