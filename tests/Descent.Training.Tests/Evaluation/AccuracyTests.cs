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

        Assert.Equal(new CorrectCount(2, 2), Accuracy.Count(logits, tensor(new long[] { 1, 2 }), -100));
        Assert.Equal(new CorrectCount(1, 2), Accuracy.Count(logits, tensor(new long[] { 1, 0 }), -100));
    }

    [Fact]
    public void Counts_positions_without_those_that_are_ignored()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor(new float[] { 1, 0, /**/ 0, 1, /**/ 1, 0, /**/ 0, 1 }).view(2, 2, 2); // [B, T, C], largest at 0, 1, 0, 1

        Assert.Equal(new CorrectCount(2, 3), Accuracy.Count(logits, tensor(new long[] { 0, -1, 1, 1 }).view(2, 2), -1));
        Assert.Equal(0, Accuracy.Count(logits, full(2, 2, -1L), -1).Share);
    }

    [Fact]
    public void The_largest_probability_of_a_label_stands_for_its_class()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor(new float[] { 1, 0, 2, /**/ 0, 3, 1 }).view(2, 3);

        Assert.Equal(new CorrectCount(1, 2), Accuracy.Count(logits, tensor(new[] { 0.2f, 0.3f, 0.5f, /**/ 0.9f, 0.1f, 0 }).view(2, 3), -100));
    }
}
