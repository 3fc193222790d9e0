using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Tests.Loading;

public sealed class OneDnnTests
{
    [Fact]
    public void A_guarded_convolution_of_any_channels_is_right()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Conv2d(24, 10, 3);
        string? notice = OneDnn.Guard(network);
        Tensor input = randn(2, 24, 7, 7).requires_grad_();
        Tensor weight = network.parameters().First(), bias = network.parameters().Last();
        Tensor output = network.call(input);
        Tensor gradient = autograd.grad([output.square().sum()], [input])[0];
        Tensor wide = input.detach().to(ScalarType.Float64).requires_grad_();
        Tensor expected = functional.conv2d(wide, weight.to(ScalarType.Float64), bias.to(ScalarType.Float64));
        Tensor expectedGradient = autograd.grad([expected.square().sum()], [wide])[0];

        Assert.Equal(OneDnn.IsRight, notice is null);
        Assert.True((expected - output).abs().max().item<double>() < 1e-5);
        Assert.True((expectedGradient - gradient).abs().max().item<double>() < 1e-4);
    }

    [Fact]
    public void A_convolution_that_would_end_the_process_is_guarded_without_being_tried()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Sequential(("downsample", Conv2d(256, 1024, 1, stride: 2)));

        Assert.Contains("end this process", OneDnn.Guard(network), StringComparison.Ordinal);
        Tensor input = randn(2, 256, 8, 8).requires_grad_();
        network.call(input).sum().backward();
        Assert.Equal([2, 256, 8, 8], input.grad!.shape);
    }

    [Theory]
    [InlineData(256, 1024)]
    [InlineData(1024, 256)]
    public void Channels_last_it_would_end_the_process_without_strides_too(int inputs, int outputs)
    {
        using Module<Tensor, Tensor> network = Sequential(("wide", Conv2d(inputs, outputs, 1)));

        Assert.True(OneDnn.EndsChannelsLast(network));
        Assert.Null(OneDnn.Guard(network));
        Assert.Contains("end this process", OneDnn.Guard(network, channelsLast: true), StringComparison.Ordinal);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Descent.Torch.Operators.ChannelsLast.Of(randn(2, inputs, 8, 8)).detach().requires_grad_();
        network.call(input).sum().backward();
        Assert.Equal([2, inputs, 8, 8], input.grad!.shape);
    }

    [Fact]
    public void Whole_blocks_kernels_of_one_and_other_layers_need_no_guard()
    {
        using Module<Tensor, Tensor> network = Sequential(
            ("first", Conv2d(3, 16, 3)), ("second", Conv2d(16, 32, 3)), ("third", Conv2d(32, 10, 1)), ("linear", Linear(10, 3)));

        Assert.Null(OneDnn.Guard(network));
    }
}
