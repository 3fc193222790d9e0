using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Loading;
using Descent.Training.Evaluation;
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

        Assert.Equal(new CorrectCount(4, 5), Loss.CrossEntropy.CountCorrect(logits, tensor(new long[] { 1, 0, 1, 0, 2 })));
    }

    [Fact]
    public void Class_numbers_and_one_logit_a_class_are_no_mistake() =>
        Assert.Empty(new CrossEntropyLoss(1).FindMistakes(ArrayFormat.ClassNumber, 10, [10]));

    [Theory]
    [InlineData(new long[] { }, 10, new long[] { 10 })]
    [InlineData(new long[] { 7 }, 10, new long[] { 7, 10 })]
    [InlineData(new long[] { 7 }, 0, new long[] { 7, 3 })]
    public void Class_numbers_go_with_logits_that_have_the_classes_last(long[] label, int classes, long[] output) =>
        Assert.Empty(Loss.CrossEntropy.FindMistakes(new ArrayFormat(ElementType.Int64, label), classes, output));

    [Fact]
    public void A_probability_for_each_output_is_no_mistake() =>
        Assert.Empty(Loss.CrossEntropy.FindMistakes(new ArrayFormat(ElementType.Float32, 10), 10, [10]));

    [Theory]
    [InlineData("Float32 []", new long[] { })]
    [InlineData("Float32 [9]", new long[] { 9 })]
    public void Labels_that_are_neither_class_numbers_nor_probabilities_are_a_mistake(string received, long[] shape)
    {
        Mistake mistake = Assert.Single(Loss.CrossEntropy.FindMistakes(new ArrayFormat(ElementType.Float32, shape), 0, [10]));

        Assert.Equal((received, "Int64 or [10]"), (mistake.Received, mistake.Allowed));
    }

    [Fact]
    public void Outputs_that_do_not_fit_the_positions_are_a_mistake_in_numbers()
    {
        Mistake mistake = Assert.Single(Loss.CrossEntropy.FindMistakes(new ArrayFormat(ElementType.Int64, 7), 10, [10]));

        Assert.Equal(("outputs [10]", "[7, 10], one logit a class"), (mistake.Received, mistake.Allowed));
    }

    [Fact]
    public void Class_weights_that_are_not_one_a_class_are_a_mistake() => Assert.Equal(
        "2 weights", Assert.Single(new CrossEntropyLoss(ClassWeights: [1, 2]).FindMistakes(ArrayFormat.ClassNumber, 3, [3])).Received);

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_label_that_is_no_class_names_its_row_and_does_not_end_the_process(long label)
    {
        using DisposeScope scope = NewDisposeScope();
        var weighted = new CrossEntropyLoss(ClassWeights: [1, 1, 1]);
        Tensor labels = tensor(new long[] { 0, 1, 2, label }).view(2, 2);

        Assert.Equal(3, weighted.Weight(labels));
        Assert.All([Loss.CrossEntropy, weighted], loss => Assert.Equal(1, Assert.Throws<LabelException>(() => loss.Compute(zeros(2, 2, 3), labels)).Row));
    }

    [Fact]
    public void Where_no_label_counts_the_loss_and_its_gradient_are_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = rand(2, 3).requires_grad_();
        Tensor loss = new CrossEntropyLoss(0.1).Compute(logits, tensor(new long[] { -100, -100 }));
        loss.backward();

        Assert.Equal(0, loss.item<float>());
        Assert.Equal(new float[6], logits.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_mean_of_a_batch_is_the_mean_of_its_parts_by_their_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        var loss = new CrossEntropyLoss(0.1, 2, [1, 3, 5, 0.5]);
        Tensor logits = rand(6, 4);
        Tensor labels = tensor(new long[] { 0, 1, 2, 3, 2, 1 });
        (double mean, double weight) = (loss.Compute(logits, labels).item<float>(), loss.Weight(labels));
        double parts = 0;
        for (int start = 0; start < 6; start += 2)
        {
            Tensor part = labels.narrow(0, start, 2);
            parts += loss.Compute(logits.narrow(0, start, 2), part).item<float>() * loss.Weight(part);
        }

        Assert.Equal(1 + 3 + 0.5 + 3, weight);
        Assert.Equal(mean, parts / weight, 1e-6);
    }

    [Fact]
    public void A_copy_with_other_weights_does_not_keep_the_first()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor logits, Tensor labels) = (tensor(new float[] { 1, 0, 0, 3 }).view(2, 2), tensor(new long[] { 0, 0 }));
        var first = new CrossEntropyLoss(ClassWeights: [1, 1]);
        first.Compute(logits, labels);
        CrossEntropyLoss second = first with { LabelSmoothing = 0.5, ClassWeights = [1, 9] };

        Assert.Equal(
            new CrossEntropyLoss(0.5, ClassWeights: [1, 9]).Compute(logits, labels).item<float>(), second.Compute(logits, labels).item<float>());
        Assert.NotEqual(first, second);
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
    public void A_share_out_of_range_is_a_mistake(double smoothing) => Assert.Single(new CrossEntropyLoss(smoothing).FindMistakes());

    private static double Compute(Loss loss, float[] logits, long[] labels)
    {
        using DisposeScope scope = NewDisposeScope();
        return loss.Compute(tensor(logits).view(labels.Length, logits.Length / labels.Length), tensor(labels)).item<float>();
    }
}
