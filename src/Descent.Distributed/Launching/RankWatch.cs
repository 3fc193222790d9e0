using System.Runtime.InteropServices;

namespace Descent.Distributed.Launching;

/// <summary>Sees which of a launch's processes on this host ends first, within the moment that mpirun needs to end the others because of it.</summary>
internal sealed unsafe partial class RankWatch(string folder) : IDisposable
{
    private const int OpenProcess = 434; // pidfd_open, the same number on every processor
    private const int NoSuchProcess = 3;
    private const short Readable = 1;
    private readonly Dictionary<RankProcess, int> _open = [];

    /// <summary>Waits until a process ends, for a while at most.</summary>
    /// <returns>Those that ended and did not say that they would, by rank.</returns>
    public IReadOnlyList<RankProcess> Wait(TimeSpan most)
    {
        HashSet<RankProcess> ended = [.. Open()];
        Look(ended, ended.Count > 0 ? TimeSpan.Zero : most);
        if (ended.Count > 0)
        {
            // Another may have written its note and ended since.
            ended.UnionWith(Open());
            Look(ended, TimeSpan.Zero);
        }

        // A process that ends as it should takes its note away first.
        return ended.Count == 0 ? [] : [.. RankProcess.Read(folder).Where(ended.Contains).OrderBy(process => process.Rank)];
    }

    public void Dispose()
    {
        foreach (int file in _open.Values)
        {
            _ = Close(file);
        }
    }

    private void Look(HashSet<RankProcess> ended, TimeSpan most)
    {
        KeyValuePair<RankProcess, int>[] open = [.. _open];
        Descriptor[] descriptors = [.. open.Select(pair => new Descriptor { File = pair.Value, Wanted = Readable })];
        fixed (Descriptor* first = descriptors)
        {
            _ = Poll(first, (nuint)descriptors.Length, (int)most.TotalMilliseconds);
        }

        for (int i = 0; i < open.Length; i++)
        {
            if (descriptors[i].Seen != 0)
            {
                ended.Add(open[i].Key);
                _open.Remove(open[i].Key);
                _ = Close(open[i].Value);
            }
        }
    }

    // Those that are new; what is returned had ended before it could be watched.
    private List<RankProcess> Open()
    {
        List<RankProcess> ended = [];
        foreach (RankProcess process in RankProcess.Read(folder).Where(process => process.Host == Environment.MachineName && !_open.ContainsKey(process)))
        {
            int file = (int)Call(OpenProcess, process.Id, 0);
            if (file >= 0)
            {
                _open.Add(process, file);
            }
            else if (Marshal.GetLastPInvokeError() == NoSuchProcess)
            {
                ended.Add(process);
            }
        }

        return ended;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint process, nint flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(Descriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int File;
        public short Wanted;
        public short Seen;
    }
}
