using Descent.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests.Layers;

public sealed class DropoutTests
{
    private const int Count = 100_000;

    [Theory]
    [InlineData(DropoutMode.UpscaleInTraining, 0.3, 1 / 0.7, 1)]
    [InlineData(DropoutMode.DownscaleInInference, 0.3, 1, 0.7)]
    [InlineData(DropoutMode.DownscaleInInference, 0, 1, 1)]
    public void Keeps_its_share_and_makes_up_for_the_rest_where_its_mode_says(DropoutMode mode, double probability, double kept, double inUse)
    {
        using DisposeScope scope = NewDisposeScope();
        using Dropout dropout = new(probability, mode);
        float[] training = dropout.call(ones(Count)).data<float>().ToArray();
        dropout.eval();
        float[] use = dropout.call(ones(Count)).data<float>().ToArray();

        // Five standard deviations of the share.
        double share = training.Count(value => value != 0) / (double)Count;
        Assert.InRange(share, 1 - probability - (5 * Math.Sqrt(probability * (1 - probability) / Count)), 1 - probability + (5 * Math.Sqrt(probability * (1 - probability) / Count)));
        Assert.All(training.Where(value => value != 0).Distinct(), value => Assert.Equal(kept, value, 1e-6));
        Assert.All(use.Distinct(), value => Assert.Equal(inUse, value, 1e-6));
    }

    [Theory]
    [InlineData(DropoutMode.UpscaleInTraining)]
    [InlineData(DropoutMode.DownscaleInInference)]
    public void Gradients_flow_through_what_is_kept_and_nothing_else(DropoutMode mode)
    {
        using DisposeScope scope = NewDisposeScope();
        using Dropout dropout = new(0.5, mode);
        Tensor input = ones(1000).requires_grad_();
        Tensor output = dropout.call(input);
        output.sum().backward();

        Assert.Equal(output.data<float>().ToArray(), input.grad!.data<float>().ToArray());
    }

    [Theory]
    [InlineData(DropoutMode.UpscaleInTraining)]
    [InlineData(DropoutMode.DownscaleInInference)]
    public void With_probability_1_nothing_is_left(DropoutMode mode)
    {
        using DisposeScope scope = NewDisposeScope();
        using Dropout dropout = new(1, mode);

        Assert.Equal(0, dropout.call(ones(100)).abs().sum().item<float>());
    }
}
