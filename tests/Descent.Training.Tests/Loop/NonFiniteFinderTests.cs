using Descent.Training.Loop;
using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

public sealed class NonFiniteFinderTests : IDisposable
{
    private readonly Module<Tensor, Tensor> _network = TestNetworks.Small();
    private readonly FlatParameters _parameters;

    public NonFiniteFinderTests() => _parameters = new FlatParameters(_network);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_bad_input_comes_before_everything(float bad)
    {
        _parameters.Values[0] = float.NaN;
        float[] inputs = new float[10];
        inputs[9] = bad;

        Assert.Equal(("input", "the inputs hold NaN or infinity; look at the listed examples."), Find(_network, _parameters, inputs));
    }

    [Fact]
    public void A_bad_weight_is_named()
    {
        Slot("linear2.bias")[2] = float.NaN;

        Assert.Equal(("linear2.bias", "the weights of linear2.bias hold NaN or infinity."), Find(_network, _parameters));
    }

    [Theory]
    [InlineData("linear1")]
    [InlineData("linear2")]
    public void The_first_layer_that_overflows_is_named(string layer)
    {
        Slot("linear1.bias").Fill(1);
        Slot($"{layer}.weight").Fill(3e38f);
        float[] inputs = [.. Enumerable.Repeat(1f, 10)];

        Assert.Equal((layer, $"the output of layer {layer} is the first that holds NaN or infinity."), Find(_network, _parameters, inputs));
    }

    [Fact]
    public void Of_a_nested_network_the_innermost_layer_is_named_by_its_path()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(
            ("flatten", Flatten()), ("block", Sequential(("relu", ReLU()), ("linear", Linear(5, 3))))));
        using var parameters = new FlatParameters(network);
        parameters.Values[..15].Fill(3e38f);

        Assert.Equal("block.linear", Find(network, parameters, [.. Enumerable.Repeat(1f, 10)]).Layer);
    }

    [Fact]
    public void What_happens_in_no_layer_is_the_networks()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => new Divider());
        using var parameters = new FlatParameters(network);

        Assert.Equal("Divider", Find(network, parameters).Layer);
    }

    [Fact]
    public void A_loss_that_overflows_after_finite_outputs_is_named()
    {
        Slot("linear2.weight").Clear();
        (Slot("linear2.bias")[0], Slot("linear2.bias")[1]) = (-3e38f, 3e38f);

        Assert.Equal(("loss", "the loss is NaN or infinite although every layer's output is finite."), Find(_network, _parameters));
    }

    [Fact]
    public void Of_bad_gradients_the_one_that_backward_reaches_first_is_named()
    {
        _parameters.Gradients[_parameters.Slots.Single(slot => slot.Name == "linear1.bias").Offset] = float.NaN;
        _parameters.Gradients[_parameters.Slots.Single(slot => slot.Name == "linear2.weight").Offset] = float.PositiveInfinity;

        Assert.Equal(
            ("linear2.weight", "the gradient of linear2.weight is the first, going backward, that holds NaN or infinity."), Find(_network, _parameters));
    }

    [Fact]
    public void When_every_part_is_finite_their_sum_is_not() =>
        Assert.Equal(("loss", "a sum over the batch is not finite, although each part of it is."), Find(_network, _parameters));

    [Fact]
    public void Sets_the_random_key_before_the_forward_pass()
    {
        bool keyed = false;
        var recorder = new Recorder(() => keyed);
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(("recorder", recorder), ("linear", Linear(5, 3))));
        using var parameters = new FlatParameters(network);
        using DisposeScope scope = NewDisposeScope();
        new NonFiniteFinder(new ForwardPass(network), parameters, Loss.CrossEntropy).Find(zeros(2, 5), zeros(2, int64), () => keyed = true);

        Assert.Equal([true], recorder.Seen);
    }

    public void Dispose()
    {
        _parameters.Dispose();
        _network.Dispose();
    }

    private static (string Layer, string What) Find(Module<Tensor, Tensor> network, FlatParameters parameters, float[]? inputs = null)
    {
        using DisposeScope scope = NewDisposeScope();
        return new NonFiniteFinder(new ForwardPass(network), parameters, Loss.CrossEntropy).Find(tensor(inputs ?? new float[10]).view(2, 5), zeros(2, int64), () => { });
    }

    private Span<float> Slot(string name)
    {
        ParameterSlot slot = _parameters.Slots.Single(slot => slot.Name == name);
        return _parameters.Values.Slice(slot.Offset, slot.Length);
    }

    /// <summary>Divides by zero outside of its layer.</summary>
    private sealed class Divider : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _linear = Linear(5, 3);

        public Divider()
            : base(nameof(Divider)) => register_module("linear", _linear);

        public override Tensor forward(Tensor input) => _linear.call(input) / 0;
    }

    /// <summary>Records whether the key was set when it ran.</summary>
    private sealed class Recorder(Func<bool> keyed) : Module<Tensor, Tensor>(nameof(Recorder))
    {
        public List<bool> Seen { get; } = [];

        public override Tensor forward(Tensor input)
        {
            Seen.Add(keyed());
            return input.alias();
        }
    }
}
