using Descent.Torch.Memory;

namespace Descent.Torch.Tests.Memory;

public sealed class CacheLinesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Asking_for_memory_of_any_size_leaves_it_as_it_is(int bytes)
    {
        byte[] memory = [.. Enumerable.Range(0, bytes).Select(i => (byte)i)];
        CacheLines.Prefetch(memory);

        Assert.Equal(Enumerable.Range(0, bytes).Select(i => (byte)i), memory);
    }
}
