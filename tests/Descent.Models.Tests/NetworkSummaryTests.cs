using Descent.Models.Initialization;
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

    [Fact]
    public void Branching_networks_are_listed_whole_their_sums_and_what_runs_in_training_only_too()
    {
        using IDisposable drawn = InitialWeights.LeaveOut();
        using var network = new GoogLeNet(10, 1, 28, small: true);
        IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 1, 28, 28);

        Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), layers.Sum(layer => layer.Parameters));
        Assert.Equal(layers.Count, layers.Select(layer => layer.Name).Distinct().Count());
        Assert.Equal([256, 14, 14], layers.Single(layer => layer.Name == "inception3a").OutputShape);
        Assert.All(layers, layer => Assert.Equal(!layer.Name.StartsWith("aux", StringComparison.Ordinal), layer.IsInUse));
    }

    [Fact]
    public void A_residual_block_ends_in_a_layer_that_counts_its_norm_its_sum_and_its_ReLU()
    {
        using IDisposable drawn = InitialWeights.LeaveOut();
        using var network = new ResNet(18, 1000);
        IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 3, 224, 224);

        Assert.Equal(11_689_512, layers.Sum(layer => layer.Parameters));
        AssertLayer(layers.Single(layer => layer.Name == "layer2.1.bn1"), "BatchNormRelu2d", [128, 28, 28], 256, 5 * 128 * 28 * 28);
        AssertLayer(layers.Single(layer => layer.Name == "layer2.1.bn2"), "BatchNormAddRelu2d", [128, 28, 28], 256, 6 * 128 * 28 * 28);

        // The published 1.82 GFLOPs count a multiplication and an addition as one, in convolutions and the full connection.
        Assert.Equal(1.814e9, layers.Where(layer => layer.Kind is "Conv2d" or "Linear").Sum(layer => layer.Flops) / 2.0, 0.001e9);
    }

    [Fact]
    public void Tokens_blocks_of_two_inputs_own_parameters_and_tied_ones_are_counted_once()
    {
        using var network = new Tokens();
        IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 5);

        Assert.Equal(["embedding", "sum", "spread", "tokens"], layers.Select(layer => layer.Name));
        Assert.Equal([7 * 4, 0, 7, 4], layers.Select(layer => layer.Parameters));
        Assert.Equal([0, 5 * 4, 2 * 5 * 7 * 4, 5 * 7], layers.Select(layer => layer.Flops));
    }

    // A token network whose last layer has the embedding's weight, with a bias and a position of its own.
    private sealed class Tokens : Network
    {
        private readonly Module<Tensor, Tensor>[] _layers;
        private readonly Module<Tensor, Tensor, Tensor>[] _sum;

        public Tokens()
            : base(new Descent.Torch.Networks.Architecture("tokens", new Dictionary<string, long>()), 5)
        {
            TorchSharp.Modules.Embedding embedding = Embedding(7, 4);
            TorchSharp.Modules.Linear spread = Linear(4, 7);
            spread.weight = (TorchSharp.Modules.Parameter)embedding.parameters().Single();
            _layers = [embedding, spread];
            _sum = [new Adder()];
            register_module("embedding", embedding);
            register_module("sum", _sum[0]);
            register_module("spread", spread);
            register_parameter("position", Parameter(zeros(4)));
        }

        public override ScalarType InputType => ScalarType.Int64;

        protected override Tensor Compute(Tensor input) => _layers[1].call(_sum[0].call(_layers[0].call(input), get_parameter("position")!));
    }

    private sealed class Adder() : Module<Tensor, Tensor, Tensor>(nameof(Adder))
    {
        public override Tensor forward(Tensor a, Tensor b) => a + b;
    }

    private static void AssertLayer(LayerSummary layer, string kind, long[] shape, long parameters, long flops)
    {
        Assert.Equal((kind, parameters, flops), (layer.Kind, layer.Parameters, layer.Flops));
        Assert.Equal(shape, layer.OutputShape);
        Assert.Equal(4 * shape.Aggregate((product, size) => product * size), layer.ActivationBytes);
    }

    [Fact]
    public void Attention_counts_its_products_beside_its_connections()
    {
        using var network = new Gpt(11, 8, layers: 2, width: 12, heads: 3);
        LayerSummary[] layers = [.. NetworkSummary.Of(network, 8).Where(layer => layer.Name.EndsWith("attention", StringComparison.Ordinal))];

        // Queries with keys, and weights with values: 8 × 8 × 12 multiplications and additions each.
        Assert.Equal([4 * 8 * 8 * 12, 4 * 8 * 8 * 12], layers.Select(layer => layer.Flops));
        Assert.All(layers, layer => Assert.Equal(0, layer.Parameters));
    }
}
