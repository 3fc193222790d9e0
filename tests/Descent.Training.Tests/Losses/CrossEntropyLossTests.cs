using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Losses;

public sealed class CrossEntropyLossTests
{
    static CrossEntropyLossTests() => Libtorch.Load();

    [Theory]
    [InlineData(0, 0.51)]
    [InlineData(2, 2.30)]
    public void Is_minus_the_logarithm_of_the_probability_of_the_right_class(long label, double expected)
    {
        double[] probabilities = [0.6, 0.3, 0.1];
        double loss = Compute(Loss.CrossEntropy, [.. probabilities.Select(p => (float)Math.Log(p))], [label]);

        Assert.Equal(-Math.Log(probabilities[label]), loss, 1e-6);
        Assert.Equal(expected, loss, 0.005);
    }

    [Fact]
    public void Is_the_mean_over_the_batch()
    {
        float[] first = [1, 2, 3];
        float[] second = [0, -1, 4];

        Assert.Equal(
            (Compute(Loss.CrossEntropy, first, [0]) + Compute(Loss.CrossEntropy, second, [1])) / 2,
            Compute(Loss.CrossEntropy, [.. first, .. second], [0, 1]), 1e-6);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 20_000)]
    public void Is_exact_where_the_exponentials_overflow(long label, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor(new[] { 1e4f, -1e4f }).view(1, 2).requires_grad_();
        Tensor loss = Loss.CrossEntropy.Compute(logits, tensor(new[] { label }));
        loss.backward();

        Assert.Equal(expected, loss.item<float>(), 1e-3);
        Assert.Equal(label == 0 ? [0, 0] : [1, -1], logits.grad!.data<float>().ToArray());
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Label_smoothing_spreads_a_share_of_the_label_over_all_classes(double smoothing)
    {
        double[] logits = [0.5, -1, 2, 0];
        double logSum = Math.Log(logits.Sum(Math.Exp));
        double expected = logits.Select((z, i) => -((i == 1 ? 1 - smoothing : 0) + (smoothing / 4)) * (z - logSum)).Sum();

        Assert.Equal(expected, Compute(new CrossEntropyLoss(smoothing), [.. logits.Select(z => (float)z)], [1]), 1e-5);
    }

    [Fact]
    public void Counts_the_rows_whose_first_largest_logit_is_at_the_label()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = tensor(new float[] { 1, 3, 2, /**/ 5, 5, 1, /**/ 5, 5, 1, /**/ 0, 0, 0, /**/ -3, -2, -1 }).view(5, 3);

        Assert.Equal(4, Loss.CrossEntropy.CountCorrect(logits, tensor(new long[] { 1, 0, 1, 0, 2 })));
    }

    [Fact]
    public void Class_numbers_and_one_logit_a_class_are_no_mistake() =>
        Assert.Empty(new CrossEntropyLoss(1).FindMistakes(ArrayFormat.ClassNumber, 10, [10]));

    [Fact]
    public void Labels_that_are_no_class_numbers_are_a_mistake()
    {
        Mistake mistake = Assert.Single(Loss.CrossEntropy.FindMistakes(new ArrayFormat(ElementType.Float32, 10), 0, [10]));

        Assert.Equal(("Float32 [10]", "Int64 []"), (mistake.Received, mistake.Allowed));
    }

    [Theory]
    [InlineData("outputs [9]", new long[] { 9 })]
    [InlineData("outputs [11]", new long[] { 11 })]
    [InlineData("outputs [10, 1]", new long[] { 10, 1 })]
    [InlineData("outputs []", new long[] { })]
    public void Outputs_that_do_not_fit_the_classes_are_a_mistake_in_numbers(string received, long[] output)
    {
        Mistake mistake = Assert.Single(Loss.CrossEntropy.FindMistakes(ArrayFormat.ClassNumber, 10, output));

        Assert.Equal((received, "[10], one logit a class"), (mistake.Received, mistake.Allowed));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_share_out_of_range_is_told_together_with_the_rest(double smoothing) =>
        Assert.Equal(2, new CrossEntropyLoss(smoothing).FindMistakes(ArrayFormat.ClassNumber, 10, [9]).Count);

    private static double Compute(Loss loss, float[] logits, long[] labels)
    {
        using DisposeScope scope = NewDisposeScope();
        return loss.Compute(tensor(logits).view(labels.Length, logits.Length / labels.Length), tensor(labels)).item<float>();
    }
}
