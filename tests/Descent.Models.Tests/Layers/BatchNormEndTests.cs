using Descent.Models.Layers;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Layers;

/// <summary>Batch normalization with a ReLU, and with a sum and a ReLU, against the layers one by one.</summary>
public sealed class BatchNormEndTests
{
    private const int Channels = 32;

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public void Both_are_the_layers_one_by_one_in_either_layout_training_and_not(bool channelsLast, bool training)
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNorm2d norm = new(Channels);
        using BatchNormRelu2d rectified = new(Channels);
        using BatchNormAddRelu2d end = new(Channels);
        foreach (Module layer in new Module[] { norm, rectified, end })
        {
            layer.train(training);
        }

        Tensor addend = Laid(Waves(2), channelsLast), factors = Waves(3);
        Tensor[] Run(Func<Tensor, Tensor> layer, Module owner)
        {
            Tensor input = Laid(Waves(1), channelsLast).detach().requires_grad_();
            Tensor output = layer(input);
            (output * factors).sum().backward();
            return [output, input.grad!, owner.get_parameter("weight")!.grad!, owner.get_buffer("running_var")!, owner.get_buffer("num_batches_tracked")!];
        }

        Assert.All(
            Run(x => functional.relu(norm.call(x)), norm).Zip(Run(rectified.call, rectified)), pair => Assert.True(pair.First.allclose(pair.Second, 1e-4, 1e-5)));
        norm.zero_grad();
        norm.RunningVariance.fill_(1);
        norm.RunningMean.zero_();
        norm.get_buffer("num_batches_tracked")!.zero_();
        Assert.All(
            Run(x => functional.relu(norm.call(x) + addend), norm).Zip(Run(x => end.call(x, addend), end)), pair => Assert.True(pair.First.allclose(pair.Second, 1e-4, 1e-5)));
        Assert.Equal(["weight", "bias"], end.named_parameters().Select(parameter => parameter.name));
    }

    [Fact]
    public void Another_addend_is_refused_and_a_moved_layer_takes_its_tensors_along()
    {
        using BatchNormAddRelu2d end = new(4);

        Assert.Contains(
            "BatchNormAddRelu2d(4) expects an addend like its input, [2, 4, 3, 3], received [2, 4, 1, 1].",
            Assert.Throws<ArgumentException>(() => end.call(zeros(2, 4, 3, 3), zeros(2, 4, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "BatchNormAddRelu2d(4) expects [batch, 4, height, width], received [2, 3].",
            Assert.Throws<ArgumentException>(() => end.call(zeros(2, 3), zeros(2, 3))).Message, StringComparison.Ordinal);
        end.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, end.call(zeros(2, 4, 3, 3, ScalarType.Float64), zeros(2, 4, 3, 3, ScalarType.Float64)).dtype);
    }

    private static Tensor Laid(Tensor images, bool channelsLast) => channelsLast ? ChannelsLast.Of(images) : images;

    private static Tensor Waves(int phase) => arange(4 * Channels * 5 * 6, ScalarType.Float32).mul(12.9898).add(phase * 78.233).sin().reshape(4, Channels, 5, 6);
}
