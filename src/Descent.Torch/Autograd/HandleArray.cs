using System.Runtime.InteropServices;

namespace Descent.Torch.Autograd;

/// <summary>Handles of tensors as TorchSharp's bridge passes them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct HandleArray(nint* handles, int count)
{
    public readonly nint* Handles = handles;
    public readonly long Count = count;
}
