using System.Runtime.InteropServices;

namespace Descent.Torch.Loading;

/// <summary>The environment that native libraries read; .NET's own is a copy that never reaches them.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable unless it is set already.</summary>
    public static void SetDefault(string name, string value) => _ = SetEnv(name, value, overwrite: 0);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
