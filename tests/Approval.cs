namespace Descent.Tests;

/// <summary>
/// Compares text with an approved file. What differs is written beside it as NAME.received.txt; with DESCENT_APPROVE=1 in the environment
/// it is written in the file's place instead, to be read and committed.
/// </summary>
internal static class Approval
{
    /// <param name="file">The approved file, from tests/.</param>
    /// <param name="text">What was received.</param>
    public static void Check(string file, string text)
    {
        string approved = Path.Combine(Repository.Root, "tests", file);
        string received = Path.ChangeExtension(approved, ".received.txt");
        string actual = Normalize(text);
        if (Environment.GetEnvironmentVariable("DESCENT_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(approved)!);
            File.WriteAllText(approved, actual);
        }

        if (File.Exists(approved) && Normalize(File.ReadAllText(approved)) == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail(
            $"{Repository.Relative(approved)} does not hold what was received. Compare it with {Repository.Relative(received)}, "
            + $"and run these tests with DESCENT_APPROVE=1 if the change is meant:\n{actual}");
    }

    // Tables are padded with blanks at line ends, which no editor keeps.
    private static string Normalize(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
}
