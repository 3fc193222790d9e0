using Descent.Models.Layers;
using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Models.Tests.Layers;

public sealed class MaxPool2dTests
{
    [Theory]
    [InlineData(28, 28)]
    [InlineData(9, 7)]
    public void Takes_every_size(int height, int width)
    {
        Libtorch.Load();
        using Tensor input = rand(2, 3, height, width);
        using var pool = new MaxPool2d();
        using Tensor output = pool.call(input);
        using Tensor expected = nn.functional.max_pool2d(input, 2);

        Assert.Equal(expected.shape, output.shape);
        Assert.Equal(expected.data<float>().ToArray(), output.data<float>().ToArray());
    }
}
