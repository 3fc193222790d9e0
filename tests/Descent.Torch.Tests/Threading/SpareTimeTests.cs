using Descent.Torch.Threading;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Threading;

/// <summary>Alone, because the threads of any operator take what is offered.</summary>
[Collection(nameof(SpareTimeTests))]
[CollectionDefinition(nameof(SpareTimeTests), DisableParallelization = true)]
public sealed class SpareTimeTests
{
    [Fact]
    public void Offers_are_used_in_turn_until_they_have_no_more_and_after_they_are_taken_back_never()
    {
        int first = 3, second = 2, calls = 0;
        bool First() => ++calls > 0 && first-- > 0;
        bool Second() => second-- > 0;
        Func<bool> one = First, other = Second;
        SpareTime.Offer(one);
        SpareTime.Offer(other);
        try
        {
            for (int i = 0; i < 5; i++)
            {
                Assert.True(SpareTime.Use());
            }

            Assert.False(SpareTime.Use());
        }
        finally
        {
            SpareTime.Withdraw(one);
            SpareTime.Withdraw(other);
        }

        (first, second, calls) = (1, 1, 0);
        Assert.False(SpareTime.Use());
        Assert.Equal(0, calls);
    }

    [Fact]
    public void Another_thread_than_the_caller_s_does_a_piece_after_an_operator()
    {
        int before = get_num_threads();
        set_num_threads(2);
        using var done = new ManualResetEventSlim();
        int caller = Environment.CurrentManagedThreadId, by = caller;
        bool Piece()
        {
            by = Environment.CurrentManagedThreadId;
            done.Set();
            return false;
        }

        Func<bool> piece = Piece;
        SpareTime.Offer(piece);
        try
        {
            Workers.Run(4, _ => { });

            Assert.True(done.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            Assert.NotEqual(caller, by);
        }
        finally
        {
            SpareTime.Withdraw(piece);
            set_num_threads(before);
        }
    }
}
