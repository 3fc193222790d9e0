using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Losses;

public sealed class ElementwiseLossTests
{
    [Theory]
    [InlineData("mse", 5)]
    [InlineData("l1", 2)]
    [InlineData("huber", 1.5)]
    public void Is_the_mean_over_every_number(string name, double expected)
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal(expected, LossCatalog.Parse(name).Compute(tensor(new[] { 1f, 2 }).view(1, 2), tensor(new[] { 0f, 5 }).view(1, 2)).item<float>(), 1e-6);
    }

    [Fact]
    public void A_single_output_goes_with_a_label_that_is_one_number()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = tensor(new[] { 1f, 2, 3 }).view(3, 1);

        Assert.Empty(new MeanSquaredLoss().FindMistakes(new ArrayFormat(ElementType.Float32), 0, [1]));
        Assert.Equal(1, new MeanSquaredLoss().Compute(outputs, tensor(new[] { 2f, 1, 4 })).item<float>());
    }

    [Theory]
    [InlineData(ElementType.Int64, "Int64 []", new long[] { })]
    [InlineData(ElementType.Float32, "Float32 [4]", new long[] { 4 })]
    public void Labels_of_another_kind_or_shape_are_a_mistake(ElementType type, string received, long[] shape)
    {
        Mistake mistake = Assert.Single(new HuberLoss().FindMistakes(new ArrayFormat(type, shape), 3, [3]));

        Assert.Equal((received, "numbers [3], one for each output"), (mistake.Received, mistake.Allowed));
    }

    [Fact]
    public void Binary_outputs_are_right_above_zero_where_the_label_is_yes()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = tensor(new[] { 1f, -1, 0, 2 }).view(2, 2);

        Assert.Equal(new CorrectCount(3, 4), new BinaryCrossEntropyLoss().CountCorrect(outputs, tensor(new[] { 1f, 0, 0.2f, 0.4f }).view(2, 2)));
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    public void A_binary_label_out_of_range_names_its_row(float label)
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Equal(1, Assert.Throws<LabelException>(
            () => new BinaryCrossEntropyLoss().Compute(zeros(2, 2), tensor(new[] { 0f, 1, 0, label }).view(2, 2))).Row);
    }
}
