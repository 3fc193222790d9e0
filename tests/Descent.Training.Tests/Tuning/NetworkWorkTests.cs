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
        using var network = TestNetworks.Fixed(() => Sequential(
            ("conv", Conv2d(1, 6, 5, padding: 2)), ("relu", ReLU()), ("flatten", Flatten()), ("linear", Linear(6 * 28 * 28, 10))));

        // 28²·6·25 + 4704·10 products, each with a sum.
        Assert.Equal(2 * (117_600 + 47_040), NetworkWork.PerExample(new ForwardPass(network), new ArrayFormat(ElementType.UInt8, 1, 28, 28)));
    }

    [Fact]
    public void A_network_of_tokens_is_asked_with_tokens()
    {
        using var network = new Gpt(13, 7, layers: 1, width: 12, heads: 2);

        // At least the products of the block's matrices, 12·12² for each of 7 positions.
        Assert.InRange(NetworkWork.PerExample(new ForwardPass(network), new ArrayFormat(ElementType.Int64, 7)), 2 * 7 * 12 * 144, 1e6);
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
