using Descent.Data.Order;
using FsCheck;
using FsCheck.Fluent;

namespace Descent.Data.Tests.Order;

public sealed class PermutationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(60000)]
    [InlineData(65536)]
    [InlineData(65537)]
    public void Every_example_comes_exactly_once(int count)
    {
        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), Order(1, 2, count).Order());
    }

    [Fact]
    public void Every_example_comes_exactly_once_for_any_seed_epoch_and_count() =>
        Prop.ForAll<ulong, long, ushort>((seed, epoch, count) =>
        {
            long[] order = Order(seed, epoch, count);
            return order.Distinct().Count() == count && order.All(i => i >= 0 && i < count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_position_alone_gives_what_the_whole_order_has_there()
    {
        var permutation = new Permutation(3, 4, 1000);
        long[] part = new long[300];
        permutation.Fill(700, part);

        Assert.Equal(part, Enumerable.Range(700, 300).Select(i => permutation.At(i)));
        Assert.Equal(part, Order(3, 4, 1000)[700..]);
    }

    [Fact]
    public void Seed_and_epoch_change_the_order_and_nothing_else_does()
    {
        Assert.Equal(Order(1, 1, 1000), Order(1, 1, 1000));
        Assert.NotEqual(Order(1, 1, 1000), Order(2, 1, 1000));
        Assert.NotEqual(Order(1, 1, 1000), Order(1, 2, 1000));
        Assert.NotEqual(Order(1, 1, 1000), Order(1, -1, 1000));
        Assert.NotEqual(Order(1, 2, 1000), Order(2, 1, 1000));
    }

    [Fact]
    public void The_largest_count_is_permuted_too()
    {
        var permutation = new Permutation(5, 6, 1L << 62);
        long[] start = new long[1000], end = new long[1000];
        permutation.Fill(0, start);
        permutation.Fill((1L << 62) - 1000, end);

        Assert.Equal(2000, start.Concat(end).Distinct().Count());
        Assert.All(start.Concat(end), i => Assert.InRange(i, 0, (1L << 62) - 1));
        Assert.Equal(0.5, start.Average(i => i / (double)(1L << 62)), 0.05);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 6)]
    [InlineData(4, 24)]
    [InlineData(5, 120)]
    public void All_orders_of_a_tiny_count_are_equally_likely(int count, int orders)
    {
        const int each = 400;
        Dictionary<string, int> seen = [];
        for (long epoch = 0; epoch < (long)orders * each; epoch++)
        {
            string order = string.Join(',', Order(9, epoch, count));
            seen[order] = seen.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(orders, seen.Count);
        AssertUniform([.. seen.Values], each);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(60)]
    [InlineData(256)]
    public void Every_example_is_equally_likely_at_every_position(int count)
    {
        const int each = 60;
        int[] seen = new int[count * count];
        for (long epoch = 0; epoch < (long)count * each; epoch++)
        {
            long[] order = Order(10, epoch, count);
            for (int i = 0; i < count; i++)
            {
                seen[(i * count) + order[i]]++;
            }
        }

        AssertUniform(seen, each);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(100)]
    public void Every_pair_is_equally_likely_at_two_positions(int count)
    {
        const int each = 30;
        int[] seen = new int[count * (count - 1)];
        for (long epoch = 0; epoch < (long)seen.Length * each; epoch++)
        {
            var permutation = new Permutation(13, epoch, count);
            int a = (int)permutation.At(1), b = (int)permutation.At(count / 2);
            seen[(a * (count - 1)) + (b > a ? b - 1 : b)]++;
        }

        AssertUniform(seen, each);
    }

    [Fact]
    public void Neighbours_are_uniformly_far_apart()
    {
        const int count = 60000;
        long[] order = Order(11, 0, count);
        int[] distances = new int[100];
        for (int i = 1; i < count; i++)
        {
            distances[(order[i] - order[i - 1] + count) % count * 100 / count]++;
        }

        AssertUniform(distances, (count - 1) / 100.0);
    }

    [Fact]
    public void The_first_example_does_not_follow_the_epoch()
    {
        const int epochs = 20000, count = 1000;
        double[] first = [.. Enumerable.Range(0, epochs).Select(epoch => (double)new Permutation(12, epoch, count).At(0))];
        double mean = first.Average();
        double variance = first.Average(x => (x - mean) * (x - mean));
        double withEpoch = first.Select((x, epoch) => (x - mean) * (epoch - ((epochs - 1) / 2.0))).Average() / Math.Sqrt(variance * epochs * (double)epochs / 12);
        double withNext = first.Zip(first.Skip(1), (x, y) => (x - mean) * (y - mean)).Average() / variance;

        Assert.InRange(withEpoch, -0.03, 0.03);
        Assert.InRange(withNext, -0.03, 0.03);
    }

    [Fact]
    public void Positions_and_counts_out_of_range_are_refused()
    {
        var permutation = new Permutation(1, 1, 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.At(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.At(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.Fill(8, new long[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Permutation(1, 1, 0).At(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Permutation(1, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Permutation(1, 1, (1L << 62) + 1));
    }

    private static long[] Order(ulong seed, long epoch, int count)
    {
        long[] order = new long[count];
        new Permutation(seed, epoch, count).Fill(0, order);
        return order;
    }

    // Chi-square is about normal with mean d and variance 2 d for d degrees of freedom; five deviations either way.
    private static void AssertUniform(int[] seen, double expected)
    {
        double degrees = seen.Length - 1;
        double chiSquare = seen.Sum(n => (n - expected) * (n - expected) / expected);
        Assert.InRange((chiSquare - degrees) / Math.Sqrt(2 * degrees), -5, 5);
    }
}
