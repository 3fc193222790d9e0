using System.Runtime.InteropServices;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Autocasting;

/// <summary>
/// libtorch's automatic mixed precision on this thread until it is disposed: matrix products and convolutions take a narrower type, what
/// needs float32 keeps it (Micikevicius et al. 2018). The default value changes nothing.
/// </summary>
/// <remarks>
/// TorchSharp has no door to it. libtorch's own functions take only enums and bools, so their C++ names serve as entry points; Windows names
/// them otherwise. The state belongs to a thread: no await inside. The weights cast meanwhile are forgotten at the outermost end, as they change.
/// </remarks>
public readonly partial struct AutocastScope : IDisposable
{
    private const string Library = "libtorch_cpu";
    private readonly bool _isBegun;
    private readonly DeviceType _device;
    private readonly bool _wasEnabled;
    private readonly ScalarType _typeBefore;

    private AutocastScope(DeviceType device, ScalarType type)
    {
        _device = device;
        _wasEnabled = IsEnabled((sbyte)device) != 0;
        _typeBefore = (ScalarType)GetType((sbyte)device);
        SetType((sbyte)device, (sbyte)type);
        SetEnabled((sbyte)device, 1);
        _ = IncrementNesting();
        _isBegun = true;
    }

    /// <summary>Whether this system's libtorch can be asked for it.</summary>
    public static bool IsSupported => !OperatingSystem.IsWindows();

    /// <summary>Whether this thread is in one on the CPU.</summary>
    public static bool IsActive => IsSupported && IsEnabled((sbyte)DeviceType.CPU) != 0;

    /// <summary>Begins it.</summary>
    /// <param name="device">Where the network computes.</param>
    /// <param name="type">BFloat16 or Float16.</param>
    /// <exception cref="ArgumentException">Another type.</exception>
    /// <exception cref="PlatformNotSupportedException">See <see cref="IsSupported"/>.</exception>
    public static AutocastScope Begin(DeviceType device, ScalarType type)
    {
        if (type is not (ScalarType.BFloat16 or ScalarType.Float16))
        {
            throw new ArgumentException($"{type} is no type to compute in; BFloat16 and Float16 are.", nameof(type));
        }

        if (!IsSupported)
        {
            throw new PlatformNotSupportedException("On Windows libtorch's autocast cannot be reached.");
        }

        Libtorch.Load();
        return new AutocastScope(device, type);
    }

    /// <summary>Ends it on the thread that began it.</summary>
    public void Dispose()
    {
        if (!_isBegun)
        {
            return;
        }

        if (DecrementNesting() == 0)
        {
            ClearCache();
        }

        SetEnabled((sbyte)_device, _wasEnabled ? (byte)1 : (byte)0);
        SetType((sbyte)_device, (sbyte)_typeBefore);
    }

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE")]
    private static partial byte IsEnabled(sbyte device);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb")]
    private static partial void SetEnabled(sbyte device, byte enabled);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE")]
    private static partial sbyte GetType(sbyte device);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE")]
    private static partial void SetType(sbyte device, sbyte type);

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast17increment_nestingEv")]
    private static partial int IncrementNesting();

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast17decrement_nestingEv")]
    private static partial int DecrementNesting();

    [LibraryImport(Library, EntryPoint = "_ZN2at8autocast11clear_cacheEv")]
    private static partial void ClearCache();
}
