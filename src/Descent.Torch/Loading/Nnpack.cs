using System.Runtime.InteropServices;

namespace Descent.Torch.Loading;

/// <summary>A convolution library inside of libtorch that it asks for small single images.</summary>
internal static partial class Nnpack
{
    private const string Library = "libtorch_cpu";

    /// <summary>Has libtorch ask it no more: where it does not know the processor, it writes a warning to the terminal at every convolution.</summary>
    public static void TurnOff()
    {
        if (OperatingSystem.IsLinux())
        {
            SetEnabled(GlobalContext(), 0);
        }
    }

    // C++ functions by their mangled names; a reference and a bool are a pointer and a byte.
    [LibraryImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint GlobalContext();

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
    private static partial void SetEnabled(nint context, byte enabled);
}
