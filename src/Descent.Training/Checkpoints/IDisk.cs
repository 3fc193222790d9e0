namespace Descent.Training.Checkpoints;

/// <summary>The operations that a folder is written with, one by one, so that a test can stop at any of them.</summary>
/// <remarks>Every one may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</remarks>
internal interface IDisk
{
    /// <summary>Makes a folder, unless it is there.</summary>
    void CreateFolder(string path);

    /// <summary>Writes a new file and returns when the disk has its bytes.</summary>
    void WriteFile(string path, Action<Stream> write);

    /// <summary>Returns when the disk has the folder's names.</summary>
    void SyncFolder(string path);

    /// <summary>Gives a folder a name that is free.</summary>
    void RenameFolder(string from, string to);

    /// <summary>Deletes a folder with what is in it, file by file.</summary>
    void DeleteFolder(string path);
}
