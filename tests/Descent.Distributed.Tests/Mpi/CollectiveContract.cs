using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Distributed.Tests.Mpi;

/// <summary>What every engine must keep, on any number of ranks. All ranks run all checks in this order.</summary>
internal static class CollectiveContract
{
    private static readonly ScalarType[] Types = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Int32, ScalarType.Int64];

    public static IReadOnlyDictionary<string, Action<ICollective>> Checks { get; } = new Action<ICollective>[]
    {
        A_barrier_waits_for_the_slowest,
        Broadcast_gives_every_rank_the_values_of_the_root,
        Sum_adds_every_type,
        BFloat16_is_summed_in_float32,
        Sum_gives_the_same_bits_on_every_rank,
        Sum_makes_no_garbage,
        An_empty_tensor_is_summed,
        Sums_under_way_are_waited_for_in_any_order,
        A_sum_under_way_gets_done_by_asking,
        SumScatter_keeps_this_ranks_block_of_the_sum,
        Gather_puts_blocks_together,
        Gather_takes_a_block_in_its_own_place,
        Messages_of_any_length_are_gathered,
        Send_and_receive_keep_tags_apart,
        Large_exchanges_do_not_wait_in_a_circle,
        Messages_under_way_do_not_wait_in_a_circle,
        A_message_of_another_length_is_refused,
        A_split_has_its_own_ranks,
        Mistakes_are_refused_before_anything_is_sent,
        A_null_reference_is_still_an_exception,
    }.ToDictionary(check => check.Method.Name);

    private static void A_barrier_waits_for_the_slowest(ICollective ranks)
    {
        ranks.Barrier();
        long start = Stopwatch.GetTimestamp();
        if (ranks.Rank == 0)
        {
            Thread.Sleep(50);
        }

        ranks.Barrier();
        Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds > (ranks.Rank == 0 ? 49 : 10));
    }

    private static void Broadcast_gives_every_rank_the_values_of_the_root(ICollective ranks)
    {
        foreach (ScalarType type in Types)
        {
            for (int root = 0; root < ranks.Size; root++)
            {
                using Tensor values = full([3, 5], ranks.Rank + 1, dtype: type);
                ranks.Broadcast(values, root);
                All(root + 1, values);
            }
        }
    }

    private static void Sum_adds_every_type(ICollective ranks)
    {
        foreach (ScalarType type in Types)
        {
            using Tensor values = full([7], ranks.Rank + 1, dtype: type);
            ranks.Sum(values);
            All(ranks.Size * (ranks.Size + 1) / 2, values);
        }
    }

    // 256 + 1 is 256 in bfloat16, however often.
    private static void BFloat16_is_summed_in_float32(ICollective ranks)
    {
        using Tensor values = full([9], ranks.Rank == 0 ? 256 : 1, dtype: ScalarType.BFloat16);
        using Tensor expected = full([9], 256 + ranks.Size - 1).to(ScalarType.BFloat16);
        ranks.Sum(values);
        Assert.Equal(Floats(expected), Floats(values));
        using Tensor parts = full([2 * ranks.Size], ranks.Rank == 0 ? 256 : 1, dtype: ScalarType.BFloat16), part = zeros(2, dtype: ScalarType.BFloat16);
        ranks.SumScatter(parts, part);
        Assert.Equal(Floats(expected)[..2], Floats(part));
    }

    private static void Sum_gives_the_same_bits_on_every_rank(ICollective ranks)
    {
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16 })
        {
            foreach (int length in new[] { 1, 2, 3, 7, 63, 255, 1023, 2049, 4097, 16385, 40_001, 65_537, 300_007 })
            {
                using Tensor values = Random(ranks.Rank, length).to(type), expected = zeros(length, dtype: ScalarType.Float64);
                for (int rank = 0; rank < ranks.Size; rank++)
                {
                    using Tensor theirs = Random(rank, length).to(type).to(ScalarType.Float64);
                    expected.add_(theirs);
                }

                ranks.Sum(values);
                byte[][] digests = ranks.Gather(SHA256.HashData(TensorMemory.Bytes(values)));
                Assert.All(digests, digest => Assert.Equal(digests[0], digest));
                using Tensor wide = values.to(ScalarType.Float64);
                Assert.True(allclose(wide, expected, rtol: type == ScalarType.BFloat16 ? 1e-2 : 1e-6, atol: type == ScalarType.BFloat16 ? 1e-2 : 1e-6), $"{type} {length}");
            }
        }
    }

    private static void Sum_makes_no_garbage(ICollective ranks)
    {
        using Tensor floats = ones(1000), halves = ones(1000, dtype: ScalarType.BFloat16);
        ranks.Sum(floats);
        ranks.Sum(halves);
        const int rounds = 200, smallestObject = 24;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < rounds; i++)
        {
            ranks.Sum(floats);
            ranks.Sum(halves);
        }

        // A lock makes its event when it first has to wait, for the thread that watches the ranks: less than an object for every sum.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (rounds * smallestObject) - 1);
    }

    private static void An_empty_tensor_is_summed(ICollective ranks)
    {
        using Tensor values = empty(0);
        ranks.Sum(values);
    }

    private static void Sums_under_way_are_waited_for_in_any_order(ICollective ranks)
    {
        Tensor[] values = [.. Types.SelectMany((type, i) => new[] { full([100], ranks.Rank + i, dtype: type), full([20_000], ranks.Rank + i, dtype: type) })];
        ICollectiveWork[] works = [.. values.Select(ranks.BeginSum)];
        foreach (ICollectiveWork work in works.Reverse())
        {
            work.Wait();
            work.Wait();
            Assert.True(work.IsDone());
        }

        for (int i = 0; i < values.Length; i++)
        {
            All((ranks.Size * (ranks.Size - 1) / 2) + (ranks.Size * (i / 2)), values[i]);
            values[i].Dispose();
        }
    }

    private static void A_sum_under_way_gets_done_by_asking(ICollective ranks)
    {
        using Tensor values = full([50_000], 2, dtype: ScalarType.BFloat16);
        ICollectiveWork work = ranks.BeginSum(values);
        Assert.True(SpinWait.SpinUntil(work.IsDone, TimeSpan.FromSeconds(10)));
        All(2 * ranks.Size, values);
    }

    private static void SumScatter_keeps_this_ranks_block_of_the_sum(ICollective ranks)
    {
        foreach (ScalarType type in Types)
        {
            using Tensor values = arange(3 * ranks.Size).to(type), block = zeros(3, dtype: type);
            ranks.SumScatter(values, block);
            Assert.Equal(Enumerable.Range(3 * ranks.Rank, 3).Select(i => (float)(i * ranks.Size)), Floats(block));
        }
    }

    private static void Gather_puts_blocks_together(ICollective ranks)
    {
        foreach (ScalarType type in Types)
        {
            using Tensor block = full([2], ranks.Rank, dtype: type), values = zeros([ranks.Size, 2], dtype: type);
            ranks.Gather(block, values);
            Assert.Equal(Enumerable.Range(0, ranks.Size * 2).Select(i => (float)(i / 2)), Floats(values));
        }
    }

    private static void Gather_takes_a_block_in_its_own_place(ICollective ranks)
    {
        using Tensor values = zeros(ranks.Size * 4L), block = values.narrow(0, ranks.Rank * 4L, 4);
        block.fill_(ranks.Rank + 1);
        ranks.Gather(block, values);
        Assert.Equal(Enumerable.Range(0, ranks.Size * 4).Select(i => (float)((i / 4) + 1)), Floats(values));
    }

    private static void Messages_of_any_length_are_gathered(ICollective ranks)
    {
        byte[][] all = ranks.Gather(Encoding.UTF8.GetBytes(new string('x', ranks.Rank * 1000)));
        Assert.Equal(Enumerable.Range(0, ranks.Size).Select(rank => rank * 1000), all.Select(message => message.Length));
        Assert.All(all, message => Assert.All(message, letter => Assert.Equal((byte)'x', letter)));
    }

    // Around a ring, the later tag first.
    private static void Send_and_receive_keep_tags_apart(ICollective ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        int next = (ranks.Rank + 1) % ranks.Size, before = (ranks.Rank + ranks.Size - 1) % ranks.Size;
        using Tensor one = full([4], (float)ranks.Rank), two = full([4], (float)ranks.Rank + 100), got = zeros(4);
        ranks.Send(one, next, tag: 1);
        ranks.Send(two, next, tag: 2);
        ranks.Receive(got, before, tag: 2);
        All(before + 100, got);
        ranks.Receive(got, before, tag: 1);
        All(before, got);
    }

    private static void Large_exchanges_do_not_wait_in_a_circle(ICollective ranks)
    {
        int peer = ranks.Rank ^ 1;
        if (peer < ranks.Size)
        {
            using Tensor mine = full([1_000_000], (float)ranks.Rank), theirs = zeros(1_000_000);
            ranks.Exchange(mine, theirs, peer);
            All(peer, theirs);
        }
    }

    private static void Messages_under_way_do_not_wait_in_a_circle(ICollective ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        int next = (ranks.Rank + 1) % ranks.Size, before = (ranks.Rank + ranks.Size - 1) % ranks.Size;
        using Tensor mine = full([1_000_000], (float)ranks.Rank), small = full([3], (float)ranks.Rank + 10), theirs = zeros(1_000_000), got = zeros(3);
        ICollectiveWork first = ranks.BeginSend(mine, next), second = ranks.BeginSend(small, next);
        ranks.Receive(theirs, before);
        ranks.Receive(got, before);
        first.Wait();
        second.Wait();
        Assert.True(first.IsDone() && second.IsDone());
        All(before, theirs);
        All(before + 10, got);
    }

    private static void A_message_of_another_length_is_refused(ICollective ranks)
    {
        if (ranks.Size == 1)
        {
            return;
        }

        if (ranks.Rank == 0)
        {
            using Tensor three = ones(3);
            ranks.Send(three, 1);
            ranks.Send(three, 1);
        }
        else if (ranks.Rank == 1)
        {
            using Tensor two = ones(2), four = ones(4);
            CollectiveException tooLong = Assert.Throws<CollectiveException>(() => ranks.Receive(two, 0));
            Assert.Contains("during Receive of step", tooLong.Message, StringComparison.Ordinal);
            CollectiveException tooShort = Assert.Throws<CollectiveException>(() => ranks.Receive(four, 0));
            Assert.Contains("sent 3 values of Float32", tooShort.Message, StringComparison.Ordinal);
        }
    }

    private static void A_split_has_its_own_ranks(ICollective ranks)
    {
        ranks.Step = 12;
        using ICollective part = ranks.Split(ranks.Rank % 2);
        Assert.Equal(ranks.Rank / 2, part.Rank);
        Assert.Equal((ranks.Size + 1 - (ranks.Rank % 2)) / 2, part.Size);
        using Tensor values = ones(3);
        part.Sum(values);
        All(part.Size, values);
        ranks.Sum(values);
        // Each rank brings its part's size.
        All(Enumerable.Range(0, ranks.Size).Sum(rank => (ranks.Size + 1 - (rank % 2)) / 2), values);
    }

    private static void Mistakes_are_refused_before_anything_is_sent(ICollective ranks)
    {
        using Tensor matrix = ones(4, 4), across = matrix.t(), bytes = ones(3, dtype: ScalarType.Byte), few = ones(ranks.Size + 1), one = ones(1);
        Assert.Contains("contiguous", Assert.Throws<ArgumentException>(() => ranks.Sum(across)).Message, StringComparison.Ordinal);
        Assert.Contains("Byte", Assert.Throws<ArgumentException>(() => ranks.Sum(bytes)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ranks.Broadcast(one, ranks.Size));
        Assert.Throws<ArgumentException>(() => ranks.Send(one, ranks.Rank));
        Assert.Throws<ArgumentException>(() => ranks.Receive(one, -1));
        Assert.Throws<ArgumentException>(() => ranks.Gather(one, few));
        Assert.Throws<ArgumentException>(() => ranks.SumScatter(few, one));
    }

    // .NET makes it of SIGSEGV, which the libraries under an MPI like to handle themselves.
    private static void A_null_reference_is_still_an_exception(ICollective ranks) =>
        Assert.Throws<NullReferenceException>(() => LengthOf(null));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;

    private static Tensor Random(int rank, int length)
    {
        using Generator generator = new((ulong)(rank + 1));
        return rand(length, generator: generator).sub_(0.5);
    }

    private static void All(double expected, Tensor values)
    {
        using Tensor rounded = full([1], expected, dtype: values.dtype);
        float value = Floats(rounded)[0];
        Assert.All(Floats(values), actual => Assert.Equal(value, actual));
    }

    private static float[] Floats(Tensor values)
    {
        using Tensor floats = values.to(ScalarType.Float32);
        return floats.data<float>().ToArray();
    }
}
