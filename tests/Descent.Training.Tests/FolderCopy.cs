namespace Descent.Training.Tests;

/// <summary>Copies a folder as it lies on the disk, also while files come and go in it.</summary>
internal static class FolderCopy
{
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string path in Directory.GetFileSystemEntries(from))
        {
            try
            {
                string copy = Path.Combine(to, Path.GetFileName(path));
                if (Directory.Exists(path))
                {
                    Copy(path, copy);
                }
                else
                {
                    File.Copy(path, copy);
                }
            }
            catch (IOException)
            {
                // Renamed meanwhile by the background writer, or locked by the run: a kill would not have left it under this name either.
            }
        }
    }
}
