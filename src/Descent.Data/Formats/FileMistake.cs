using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>Mistakes in data files, as the exceptions that report them.</summary>
internal static class FileMistake
{
    public static RunConfigurationException Of(string what, string received, string allowed, string fix) =>
        new(new Mistake(what, received, allowed, fix));

    public static RunConfigurationException Unreadable(string path, Exception cause) =>
        Of($"'{path}' cannot be read.", cause.Message, "a file or folder that this user may read", "Check the path and its permissions.");

    /// <summary>Whether an exception says that the file system refused.</summary>
    public static bool IsFileSystem(Exception e) => e is IOException or UnauthorizedAccessException;
}
