using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

public sealed class PixelStrideTests
{
    [Theory]
    [InlineData(8, 6, 2, 2)]
    [InlineData(7, 5, 2, 3)] // the last step leaves the image
    [InlineData(3, 4, 5, 1)] // longer than the image
    public void Channels_last_images_give_what_two_slices_do_and_gradients_of_their_own_layout(int height, int width, int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float64 })
        {
            Tensor images = ChannelsLast.Of(arange(2 * 5 * height * width).reshape(2, 5, height, width).remainder(97).to(type)).detach().requires_grad_();
            Tensor picked = PixelStride.Apply(images, rows, columns);
            Tensor factors = arange(picked.numel()).remainder(13).reshape(picked.shape).to(type);
            Tensor gradient = autograd.grad([(picked * factors).sum()], [images])[0];
            Tensor plain = PixelStride.Plain(images, rows, columns);

            Assert.True(ChannelsLast.Is(picked));
            Assert.True(ChannelsLast.Is(gradient));
            Assert.True(picked.equal(plain).all().item<bool>());
            Assert.True(gradient.equal(autograd.grad([(plain * factors).sum()], [images])[0]).all().item<bool>());
        }
    }

    [Fact]
    public void It_can_be_differentiated_twice_and_stands_in_no_graph_without_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = ChannelsLast.Of(arange(2 * 3 * 4 * 4, ScalarType.Float32).reshape(2, 3, 4, 4)).detach().requires_grad_();
        Tensor Second(Func<Tensor, long, long, Tensor> operation)
        {
            Tensor first = autograd.grad([operation(images, 2, 2).pow(3).sum()], [images], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [images])[0];
        }

        Assert.True(Second(PixelStride.Plain).allclose(Second(PixelStride.Apply)));
        Assert.False(PixelStride.Apply(images.detach(), 2, 2).requires_grad);
    }
}
