namespace Descent.Training.Checkpoints;

/// <summary>Folders that are there as a whole or not at all, whenever the process or the machine stops. One process gives names at a time.</summary>
/// <remarks>
/// A folder is filled as <c>.NAME.tmp</c>, synced and renamed. One that it replaces waits as <c>.NAME.replaced</c> in between, and one that
/// is deleted becomes <c>.NAME.trash</c> first, so that no half of a folder ever has its name.
/// </remarks>
internal sealed class DurableFolder(IDisk disk)
{
    private const string Temporary = "tmp";
    private const string Replaced = "replaced";
    private const string Trash = "trash";

    /// <summary>The folder that a reader should open: <paramref name="path"/>, or what it replaces when a writer was killed in between; null if neither is there.</summary>
    public static string? Find(string path) =>
        Directory.Exists(path) ? path : Directory.Exists(Hidden(path, Replaced)) ? Hidden(path, Replaced) : null;

    /// <summary>The names in <paramref name="parent"/> for which <see cref="Find"/> has a folder.</summary>
    public static IEnumerable<string> List(string parent) =>
        Directory.GetDirectories(parent).Select(path => Path.GetFileName(path)).Select(name => Visible(name, Replaced) ?? name).Distinct();

    /// <summary>Writes a folder, or a new one in its place; when that fails, what was there before still is.</summary>
    /// <param name="path">The folder; its parent exists.</param>
    /// <param name="fill">Writes the files, synced, into the folder that it is given.</param>
    /// <exception cref="IOException">The disk is full or failed, or the parent is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">The parent may not be written.</exception>
    public void Write(string path, Action<string> fill)
    {
        RequireParent(path);
        Recover(path);
        WriteCleaned(path, fill);
    }

    /// <summary>The same after <see cref="Clean"/>, while other processes write into the folder by <see cref="WriteInto"/>.</summary>
    /// <inheritdoc cref="Write"/>
    public void WriteCleaned(string path, Action<string> fill)
    {
        string parent = Path.GetDirectoryName(path)!;
        try
        {
            string temporary = WriteInto(path, fill);
            disk.SyncFolder(temporary);
            string replaced = Hidden(path, Replaced);
            bool isReplacing = Directory.Exists(path);
            if (isReplacing)
            {
                disk.RenameFolder(path, replaced);
            }

            disk.RenameFolder(temporary, path);
            disk.SyncFolder(parent);
            if (isReplacing)
            {
                disk.DeleteFolder(replaced);
            }
        }
        catch
        {
            TryRecover(path);
            throw;
        }
    }

    /// <summary>Writes files into a folder that another process gives its name; gives the folder as it is until then.</summary>
    /// <inheritdoc cref="Write"/>
    public string WriteInto(string path, Action<string> fill)
    {
        RequireParent(path);
        string temporary = Hidden(path, Temporary);
        disk.CreateFolder(temporary);
        fill(temporary);
        return temporary;
    }

    /// <summary>Deletes a folder.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Delete(string path)
    {
        Recover(path);
        disk.RenameFolder(path, Hidden(path, Trash));
        disk.SyncFolder(Path.GetDirectoryName(path)!);
        disk.DeleteFolder(Hidden(path, Trash));
    }

    /// <summary>Removes what killed writers left in <paramref name="parent"/>, and brings back what they had not yet replaced.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Clean(string parent)
    {
        foreach (string name in Directory.GetDirectories(parent).Select(path => Path.GetFileName(path)))
        {
            if ((Visible(name, Temporary) ?? Visible(name, Replaced) ?? Visible(name, Trash)) is { } visible)
            {
                Recover(Path.Combine(parent, visible));
            }
        }
    }

    private static void RequireParent(string path)
    {
        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
        {
            throw new DirectoryNotFoundException($"The folder '{parent}' is missing.");
        }
    }

    private static string Hidden(string path, string suffix) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{suffix}");

    private static string? Visible(string name, string suffix) =>
        name.Length > suffix.Length + 2 && name.StartsWith('.') && name.EndsWith("." + suffix, StringComparison.Ordinal)
            ? name[1..^(suffix.Length + 1)] : null;

    private void Recover(string path)
    {
        string replaced = Hidden(path, Replaced);
        string[] hidden = [.. new[] { replaced, Hidden(path, Temporary), Hidden(path, Trash) }.Where(Directory.Exists)];
        if (hidden.Length == 0)
        {
            return;
        }

        if (hidden[0] == replaced && !Directory.Exists(path))
        {
            disk.RenameFolder(replaced, path);
            hidden = hidden[1..];
        }

        // The names must be durable before what they stood for is deleted.
        disk.SyncFolder(Path.GetDirectoryName(path)!);
        Array.ForEach(hidden, disk.DeleteFolder);
    }

    private void TryRecover(string path)
    {
        try
        {
            Recover(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell; the next write, or opening the run, recovers again.
        }
    }
}
