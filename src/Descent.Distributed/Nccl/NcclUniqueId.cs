using System.Runtime.InteropServices;

namespace Descent.Distributed.Nccl;

/// <summary>ncclUniqueId: how ranks find one another; 128 bytes that one rank draws and all must have.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct NcclUniqueId
{
    public const int Bytes = 128;
}
