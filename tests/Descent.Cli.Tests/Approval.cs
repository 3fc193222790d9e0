using System.Runtime.CompilerServices;

namespace Descent.Cli.Tests;

/// <summary>Compares text that people read with an approved file; what differs is written beside it as NAME.received.txt.</summary>
internal static class Approval
{
    public static void Check(string name, string text, [CallerFilePath] string caller = "")
    {
        string folder = Path.Combine(Root(caller), "Approved");
        string approved = Path.Combine(folder, $"{name}.txt");
        string received = Path.Combine(folder, $"{name}.received.txt");
        string actual = Normalize(text);
        if (File.Exists(approved) && Normalize(File.ReadAllText(approved)) == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail($"'{approved}' does not hold what was received. Compare it with '{received}', and put that in its place if it is right:\n{actual}");
    }

    // Tables are padded with blanks at line ends, which no editor keeps.
    private static string Normalize(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";

    private static string Root(string caller)
    {
        string folder = Path.GetDirectoryName(caller)!;
        while (!File.Exists(Path.Combine(folder, "Descent.Cli.Tests.csproj")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
