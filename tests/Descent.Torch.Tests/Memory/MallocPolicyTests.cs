using System.Globalization;
using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Memory;

public sealed class MallocPolicyTests
{
    [Fact]
    public void A_tensor_made_where_another_was_freed_faults_no_pages_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The policy is glibc's.");
        Libtorch.Load();
        void MakeAndFree()
        {
            using Tensor tensor = ones(40 << 20, ScalarType.Byte);
        }

        for (int i = 0; i < 5; i++)
        {
            MakeAndFree();
        }

        long before = MinorFaults();
        for (int i = 0; i < 20; i++)
        {
            MakeAndFree();
        }

        // 40 MB, which malloc maps apart by itself, are 10,240 pages, twenty times over, or 20 huge ones; the runtime's threads may fault a few in.
        Assert.InRange(MinorFaults() - before, 0, 2_000);
    }

    // Field 10 of /proc/self/stat, counted after the name in parentheses.
    private static long MinorFaults()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
