using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

/// <summary>
/// A disk on which the process is killed, or the power lost, at the n-th operation: what it was writing stays half written, names that
/// were not synced may be undone, and nothing is done after it.
/// </summary>
internal sealed class FaultyDisk(Random random, long operations) : IDisk
{
    private readonly Stack<(string From, string To)> _unsynced = []; // newest first
    private long _left = operations;

    /// <summary>A disk that never fails and never waits for the hardware.</summary>
    public static FaultyDisk Quick() => new(new Random(0), long.MaxValue);

    public bool IsDead => _left < 0;

    public void CreateFolder(string path)
    {
        Operate();
        Directory.CreateDirectory(path);
    }

    public void WriteFile(string path, Action<Stream> write)
    {
        Operate();
        using MemoryStream content = new();
        write(content);
        using FileStream file = new(path, FileMode.CreateNew);
        try
        {
            Operate();
        }
        catch (IOException)
        {
            file.Write(content.GetBuffer(), 0, random.Next((int)content.Length + 1));
            throw;
        }

        content.WriteTo(file);
    }

    public void SyncFolder(string path)
    {
        Operate();
        _unsynced.Clear();
    }

    public void RenameFolder(string from, string to)
    {
        Operate();
        Directory.Move(from, to);
        _unsynced.Push((from, to));
    }

    public void DeleteFolder(string path)
    {
        foreach (string file in Directory.GetFiles(path).OrderBy(_ => random.Next()))
        {
            Operate();
            File.Delete(file);
        }

        Array.ForEach(Directory.GetDirectories(path), DeleteFolder);

        Operate();
        Directory.Delete(path);
    }

    private void Operate()
    {
        if (--_left >= 0)
        {
            return;
        }

        // A file system keeps the order of names: what is lost is the end of them.
        while (_left == -1 && _unsynced.Count > 0 && random.Next(2) == 0)
        {
            (string from, string to) = _unsynced.Pop();
            Directory.Move(to, from);
        }

        throw new IOException("The process was killed.");
    }
}
