using System.Runtime.InteropServices;

namespace Descent.Torch.Autograd;

/// <summary>A node of libtorch's graph as TorchSharp's bridge gives it: a std::shared_ptr* and a std::weak_ptr*.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NodePointers
{
    public readonly nint Shared;
    public readonly nint Weak;
}
