using System.Runtime.InteropServices;

namespace Descent.Runs.Storage;

/// <summary>Makes the names inside a folder durable: what was created, renamed or deleted there survives a loss of power.</summary>
public static partial class FolderSync
{
    private const int Interrupted = 4;
    private const int Invalid = 22;
    private const int ReadOnlyFileSystem = 30;
    private const int NotSupportedOnLinux = 95;
    private const int NotSupportedOnMac = 45;

    /// <summary>fsync of <paramref name="folder"/>; returns when the disk has its entries.</summary>
    /// <exception cref="IOException">The folder cannot be opened, or the disk failed.</exception>
    public static void Sync(string folder)
    {
        // .NET cannot open a folder. NTFS journals a rename together with its folder, and Windows has no call for it.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
        int descriptor = Retry(() => Open(folder, closeOnExec));
        if (descriptor < 0)
        {
            throw Error(folder);
        }

        try
        {
            // Some network file systems cannot sync a folder and say so; .NET forgives them the same for files.
            if (Retry(() => FSync(descriptor)) < 0 && Marshal.GetLastPInvokeError()
                is not (Invalid or ReadOnlyFileSystem or NotSupportedOnLinux or NotSupportedOnMac))
            {
                throw Error(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static int Retry(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return result;
    }

    private static IOException Error(string folder)
    {
        int code = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(code)} : '{folder}'", code);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
