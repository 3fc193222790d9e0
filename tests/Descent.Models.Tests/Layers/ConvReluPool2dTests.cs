using Descent.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Models.Tests.Layers;

public sealed class ConvReluPool2dTests
{
    [Fact]
    public void Begins_with_the_weights_of_Conv2d()
    {
        random.manual_seed(4);
        using var block = new ConvReluPool2d(3, 16, 5, 2);
        random.manual_seed(4);
        using TorchSharp.Modules.Conv2d layer = nn.Conv2d(3, 16, 5, padding: 2);

        Assert.Equal(layer.weight!.data<float>().ToArray(), block.parameters().First().data<float>().ToArray());
        Assert.Equal(layer.bias!.data<float>().ToArray(), block.parameters().Last().data<float>().ToArray());
    }

    [Theory]
    [InlineData(12)] // the fast operator
    [InlineData(13)] // libtorch's three
    public void Is_convolution_ReLU_and_pooling(int size)
    {
        using DisposeScope scope = NewDisposeScope();
        using var block = new ConvReluPool2d(3, 16, 5, 2);
        Tensor input = randn(2, 3, size, size);
        Tensor[] parameters = [.. block.parameters()];
        Tensor expected = nn.functional.max_pool2d(nn.functional.relu(nn.functional.conv2d(input, parameters[0], parameters[1], padding: [2, 2])), 2);

        Golden.Close(expected, block.call(input), 1e-5);
    }
}
