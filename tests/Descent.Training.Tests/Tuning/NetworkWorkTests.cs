using Descent.Data.Sources;
using Descent.Models;
using Descent.Training.Loop;
using Descent.Training.Tuning;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Tuning;

public sealed class NetworkWorkTests
{
    [Fact]
    public void Convolutions_and_products_are_counted()
    {
        using LeNet network = new();

        // 28²·6·25 + 10²·16·150 + 400·120 + 120·84 + 84·10 products, each with a sum.
        Assert.Equal(2 * 416_520, NetworkWork.PerExample(new ForwardPass(network), new ArrayFormat(ElementType.UInt8, 1, 28, 28)));
    }

    [Fact]
    public void A_network_is_left_in_training_and_without_hooks()
    {
        using var network = TestNetworks.Fixed(() => Sequential(("linear", Linear(5, 3)), ("dropout", Dropout(0.5))));
        network.train();
        ForwardPass forward = new(network);
        double once = NetworkWork.PerExample(forward, new ArrayFormat(ElementType.Float32, 5));

        Assert.Equal((30, once), (once, NetworkWork.PerExample(forward, new ArrayFormat(ElementType.Float32, 5))));
        Assert.True(network.training);
    }
}
