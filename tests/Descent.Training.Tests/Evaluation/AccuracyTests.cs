using Descent.Torch.Loading;
using Descent.Training.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Evaluation;

public sealed class AccuracyTests
{
    static AccuracyTests() => Libtorch.Load();

    [Theory]
    [InlineData(2, 1f, 2f, 3f)]
    [InlineData(0, 3f, 3f, 3f)]
    [InlineData(1, -9f, -1f, -1f)]
    [InlineData(0, 7f)]
    public void The_first_of_the_largest_values_counts(int expected, params float[] values) =>
        Assert.Equal(expected, Accuracy.IndexOfMax(values));

    [Fact]
    public void Counts_rows_of_logits_that_are_not_contiguous_and_carry_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor(new float[] { 1, 5, 9, 2, 4, 8 }).view(3, 2).requires_grad_().t(); // [[1, 9, 4], [5, 2, 8]]

        Assert.Equal(2, Accuracy.Count(logits, tensor(new long[] { 1, 2 })));
        Assert.Equal(1, Accuracy.Count(logits, tensor(new long[] { 1, 0 })));
    }
}
