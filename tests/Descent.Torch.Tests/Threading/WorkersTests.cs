using Descent.Torch.Threading;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Threading;

public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_part_is_done_once(int threads)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            for (int round = 0; round < 2000; round++)
            {
                int[] done = new int[1 + (round % 9)];
                Workers.Run(done.Length, part => Interlocked.Increment(ref done[part]));

                Assert.All(done, times => Assert.Equal(1, times));
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void One_inside_of_another_and_several_at_once_are_done_too()
    {
        int sum = 0;
        Parallel.For(0, 8, _ => Workers.Run(4, _ => Workers.Run(3, part => Interlocked.Add(ref sum, part))));

        Assert.Equal(8 * 4 * 3, sum);
    }
}
