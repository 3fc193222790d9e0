using Descent.Torch.Loading;
using Descent.Torch.Randomness;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Randomness;

public sealed class KeyedRandomTests
{
    [Fact]
    public void The_same_key_gives_the_same_numbers_and_a_copy_keeps_its_place()
    {
        var one = new KeyedRandom(1, 2, 3, 4);
        var two = new KeyedRandom(1, 2, 3, 4);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(one.NextBits(), two.NextBits());
        }

        KeyedRandom copy = one;
        Assert.Equal(one.NextBits(), copy.NextBits());
    }

    [Fact]
    public void Every_coordinate_counts_and_their_order_too()
    {
        ulong[] keys = [KeyedRandom.Key(1), KeyedRandom.Key(0, 1), KeyedRandom.Key(0, 0, 1), KeyedRandom.Key(0, 0, 0, 1), KeyedRandom.Key(0)];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Numbers_are_uniform_and_normal_in_mean_and_variance()
    {
        var random = new KeyedRandom(7);
        const int count = 200_000;
        double sum = 0, squares = 0, normalSum = 0, normalSquares = 0;
        int[] buckets = new int[7];
        for (int i = 0; i < count; i++)
        {
            double uniform = random.NextDouble();
            Assert.InRange(uniform, 0, 0.9999999999999999);
            sum += uniform;
            squares += uniform * uniform;
            double normal = random.NextNormal();
            normalSum += normal;
            normalSquares += normal * normal;
            buckets[random.NextInt(7)]++;
        }

        Assert.Equal(0.5, sum / count, 0.005);
        Assert.Equal(1.0 / 3, squares / count, 0.005);
        Assert.Equal(0, normalSum / count, 0.01);
        Assert.Equal(1, normalSquares / count, 0.02);
        Assert.All(buckets, n => Assert.InRange(n, (count / 7) - 800, (count / 7) + 800));
    }

    [Fact]
    public void The_default_generator_is_a_pure_function_of_its_key()
    {
        Libtorch.Load();
        float Draw(ulong step)
        {
            TorchRandom.Key(5, step);
            using Tensor numbers = rand(10);
            return numbers.sum().item<float>();
        }

        float first = Draw(1);
        Assert.NotEqual(first, Draw(2));
        Assert.Equal(first, Draw(1));
    }
}
