using Descent.Torch.Loading;
using Descent.Training.Summing;

namespace Descent.Training.Tests.Summing;

public sealed class BinaryTreeSumTests
{
    [Fact]
    public void Vectors_are_added_in_a_binary_tree_whatever_their_number()
    {
        Libtorch.Load();
        using BinaryTreeSum sum = new(32);
        for (int count = 1; count <= 33; count++)
        {
            float[][] vectors = [.. Enumerable.Range(0, count).Select(Numbers)];
            foreach (float[] vector in vectors[..^1])
            {
                sum.Add(vector);
            }

            float[] last = [.. vectors[^1]];
            sum.Finish(last);

            Assert.Equal(Tree(vectors, 0, 64), last);
        }
    }

    [Fact]
    public void The_numbers_of_these_tests_tell_one_order_from_another()
    {
        float[][] vectors = [.. Enumerable.Range(0, 8).Select(Numbers)];

        Assert.NotEqual(Tree(vectors, 0, 8), [.. Enumerable.Range(0, 32).Select(i => vectors.Aggregate(0f, (total, vector) => total + vector[i]))]);
    }

    private static float[] Numbers(int vector) => TestNetworks.Wave(32, vector + 3);

    // The leaves [first, first + size) of a whole tree, of which those past the last vector are not there.
    private static float[] Tree(float[][] vectors, int first, int size)
    {
        if (size == 1)
        {
            return vectors[first];
        }

        float[] left = Tree(vectors, first, size / 2);
        if (first + (size / 2) >= vectors.Length)
        {
            return left;
        }

        float[] right = Tree(vectors, first + (size / 2), size / 2);
        return [.. left.Zip(right, (a, b) => a + b)];
    }
}
