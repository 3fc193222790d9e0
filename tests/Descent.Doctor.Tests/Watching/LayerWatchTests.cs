using Descent.Doctor.History;
using Descent.Doctor.Watching;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests.Watching;

public sealed class LayerWatchTests
{
    [Fact]
    public void Counts_dead_units_zeros_and_ends_of_the_range()
    {
        Dictionary<string, double> relu = Look(Sequential(("relu", ReLU())), tensor(new float[,] { { 1, -1, 0 }, { 2, -3, -1 } }));
        Dictionary<string, double> sigmoid = Look(Sequential(("sigmoid", Sigmoid())), tensor(new float[,] { { 9, 0 }, { -9, 1 } }));
        Dictionary<string, double> tanh = Look(Sequential(("tanh", Tanh())), tensor(new float[,] { { 9, 0, 0, 0.1f } }));

        Assert.Equal(2.0 / 3, relu[Quantity.Dead("relu")], 1e-9);
        Assert.Equal(4.0 / 6, relu[Quantity.Zeros("relu")], 1e-9);
        Assert.Equal(0.5, relu[Quantity.Mean("relu")], 1e-6);
        Assert.Equal(0.5, sigmoid[Quantity.Saturated("sigmoid")], 1e-9);
        Assert.Equal(0.25, tanh[Quantity.Saturated("tanh")], 1e-9);
    }

    [Fact]
    public void Sees_an_activation_that_is_no_layer_as_the_input_of_the_next()
    {
        using var network = new Functional();

        Dictionary<string, double> seen = Look(network, ones(4, 3));

        Assert.Equal(0.5, seen[Quantity.Dead("second.input")], 1e-9);
    }

    [Fact]
    public void Channels_are_units()
    {
        using Tensor images = zeros(2, 3, 20, 20);
        images[TensorIndex.Colon, 1] = 1;
        images[0, 2, 19, 19] = 1;

        Assert.Equal(1.0 / 3, Look(Sequential(("relu", ReLU())), images)[Quantity.Dead("relu")], 1e-9);
    }

    private static Dictionary<string, double> Look(Module<Tensor, Tensor> network, Tensor inputs)
    {
        using var watch = new LayerWatch(network, TimeProvider.System);
        using Tensor outputs = network.call(inputs);
        return watch.Values().ToDictionary(value => value.Name, value => value.Value);
    }

    private sealed class Functional : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _first = Linear(3, 2);
        private readonly Module<Tensor, Tensor> _second = Linear(2, 1);

        public Functional()
            : base("functional")
        {
            using IDisposable noGradients = no_grad();
            // One unit above 0 whatever the input, one below.
            _first.get_parameter("weight")!.zero_();
            _first.get_parameter("bias")!.copy_(tensor(new float[] { 1, -1 }));
            register_module("first", _first);
            register_module("second", _second);
        }

        public override Tensor forward(Tensor input) => _second.call(functional.relu(_first.call(input)));
    }
}
