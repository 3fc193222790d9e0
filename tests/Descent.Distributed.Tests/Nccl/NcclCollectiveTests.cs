using System.Runtime.InteropServices;
using Descent.Distributed.Nccl;
using Descent.Training.Collectives;

namespace Descent.Distributed.Tests.Nccl;

public sealed class NcclCollectiveTests
{
    [Fact]
    public void Without_NCCL_it_says_what_to_install()
    {
        Assert.SkipWhen(NativeLibrary.TryLoad("libnccl.so.2", out _) && NativeLibrary.TryLoad("libcuda.so.1", out _), "This machine has NCCL and a GPU's driver.");
        using SoloCollective ranks = new();
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(() => new NcclCollective(ranks, 0));
        Assert.Matches(@"^lib(nccl\.so\.2|cuda\.so\.1) could not be loaded\. Training on several GPUs needs .*libnccl2", e.Message);
    }

    [Fact]
    public void Its_id_is_passed_whole() => Assert.Equal(128, Marshal.SizeOf<NcclUniqueId>());
}
