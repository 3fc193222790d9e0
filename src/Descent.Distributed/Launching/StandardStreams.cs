using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Descent.Distributed.Launching;

/// <summary>Sends the standard streams elsewhere, for native code as well as for .NET.</summary>
internal static partial class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Both go to the end of a file from here on.</summary>
    public static void AppendTo(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        foreach (int stream in (int[])[Output, Error])
        {
            if (Duplicate(file, stream) < 0)
            {
                throw new IOException($"The output cannot be sent to '{path}' (error {Marshal.GetLastPInvokeError()}).");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(SafeFileHandle from, int to);
}
