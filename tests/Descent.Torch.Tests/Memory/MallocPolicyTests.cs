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
            using Tensor tensor = ones(8 << 20, ScalarType.Byte);
        }

        for (int i = 0; i < 5; i++)
        {
            MakeAndFree();
        }

        long before = MinorFaults();
        for (int i = 0; i < 100; i++)
        {
            MakeAndFree();
        }

        // 8 MB are 2,048 pages, a hundred times over; other tests of the process may fault a few in.
        Assert.InRange(MinorFaults() - before, 0, 20_000);
    }

    // Field 10 of /proc/self/stat, counted after the name in parentheses.
    private static long MinorFaults()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
