using System.Runtime.InteropServices;

namespace Descent.Torch.Loading;

/// <summary>libtorch's settings of the process, at::Context, by the C++ names of its functions: a reference and a bool are a pointer and a byte.</summary>
internal static partial class LibtorchContext
{
    private const string Library = "libtorch_cpu";

    /// <summary>Has convolutions and matrix products computed without oneDNN.</summary>
    public static void TurnOffOneDnn() => SetOneDnn(Global(), 0);

    /// <summary>Has NNPACK asked no more: where it does not know the processor, it writes a warning to the terminal at every small convolution.</summary>
    public static void TurnOffNnpack() => SetNnpack(Global(), 0);

    [LibraryImport(Library, EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint Global();

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    private static partial void SetOneDnn(nint context, byte enabled);

    [LibraryImport(Library, EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
    private static partial void SetNnpack(nint context, byte enabled);
}
