using Descent.Torch.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests;

public sealed class NetworkSummaryTests
{
    [Fact]
    public void Says_of_LeNet_what_can_be_worked_out_by_hand()
    {
        using var network = new LeNet();
        IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 1, 28, 28);

        Assert.Equal(
            ["conv1", "conv2", "flatten", "linear1", "relu1", "linear2", "relu2", "linear3"], layers.Select(layer => layer.Name));
        Assert.Equal(61_706, layers.Sum(layer => layer.Parameters));

        // 6 filters of 1×5×5 and their biases, at 28×28 places, each with a ReLU and a share in the pooling.
        AssertLayer(layers[0], "ConvReluPool2d", [6, 14, 14], parameters: (6 * 25) + 6, flops: 6 * 28 * 28 * ((2 * 25) + 2));
        AssertLayer(layers[1], "ConvReluPool2d", [16, 5, 5], (16 * 6 * 25) + 16, 16 * 10 * 10 * ((2 * 6 * 25) + 2));
        AssertLayer(layers[2], "Flatten", [400], 0, 0);
        AssertLayer(layers[3], "Linear", [120], (400 * 120) + 120, 2 * 400 * 120);
        AssertLayer(layers[4], "ReLU", [120], 0, 120);
        AssertLayer(layers[7], "Linear", [10], (84 * 10) + 10, 2 * 84 * 10);
    }

    [Fact]
    public void Layers_inside_of_blocks_are_named_by_their_paths()
    {
        Libtorch.Load();
        using Module<Tensor, Tensor> network = Sequential(("block", Sequential(("a", Linear(4, 3)), ("b", ReLU()))), ("c", Linear(3, 2)));

        Assert.Equal(["block.a", "block.b", "c"], NetworkSummary.Of(network, 4).Select(layer => layer.Name));
    }

    [Fact]
    public void Leaves_the_network_as_it_was()
    {
        Libtorch.Load();
        using Module<Tensor, Tensor> network = Sequential(("norm", BatchNorm1d(4)), ("linear", Linear(4, 3)));
        network.train();

        Assert.Equal(NetworkSummary.Of(network, 4).Count, NetworkSummary.Of(network, 4).Count);
        Assert.True(network.training);
        Assert.Equal(0, network.named_buffers().Single(buffer => buffer.name == "norm.num_batches_tracked").buffer.item<long>());
    }

    [Fact]
    public void Of_a_shape_that_the_network_refuses_says_so_and_puts_the_mode_back()
    {
        using var network = new LeNet();
        network.train();

        Assert.Throws<ArgumentException>(() => NetworkSummary.Of(network, 1, 27, 28));
        Assert.True(network.training);
    }

    private static void AssertLayer(LayerSummary layer, string kind, long[] shape, long parameters, long flops)
    {
        Assert.Equal((kind, parameters, flops), (layer.Kind, layer.Parameters, layer.Flops));
        Assert.Equal(shape, layer.OutputShape);
        Assert.Equal(4 * shape.Aggregate((product, size) => product * size), layer.ActivationBytes);
    }
}
