using Descent.Runs;
using Descent.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

public sealed class FlatParametersTests
{
    [Fact]
    public void Matrices_come_first_and_every_slot_begins_on_a_cache_line()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);

        Assert.Equal(
            [("linear1.weight", 0, 35), ("linear2.weight", 48, 21), ("linear1.bias", 80, 7), ("linear2.bias", 96, 3)],
            flat.Slots.Select(slot => (slot.Name, slot.Offset, slot.Length)));
        Assert.Equal([7, 5], flat.Slots[0].Shape);
        Assert.Equal((80, 112, 66L), (flat.DecayedLength, flat.Length, flat.Count));
        Assert.Equal((112, 112), (flat.Values.Length, flat.Gradients.Length));
    }

    [Fact]
    public void The_networks_own_tensors_are_views_that_keep_their_numbers()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        Tensor weight = network.named_parameters().Single(p => p.name == "linear2.weight").parameter;
        float[] before = weight.data<float>().ToArray();
        using var flat = new FlatParameters(network);

        Assert.Equal(before, flat.Values.Slice(48, 21).ToArray());
        flat.Values[48 + 8] = 7;
        Assert.Equal(7, weight[1, 1].item<float>());
        Assert.Equal(66, flat.Values.ToArray().Count(value => value != 0));
    }

    [Fact]
    public void Backward_adds_into_the_flat_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using Module<Tensor, Tensor> plain = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        Tensor inputs = tensor(TestNetworks.Wave(20, 3)).view(4, 5);
        plain.call(inputs).square().sum().backward();

        for (int times = 1; times <= 2; times++)
        {
            network.call(inputs).square().sum().backward();
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in plain.named_parameters())
            {
                ParameterSlot slot = flat.Slots.Single(slot => slot.Name == name);
                Assert.Equal(
                    parameter.grad!.data<float>().Select(g => g * times), flat.Gradients.Slice(slot.Offset, slot.Length).ToArray(),
                    (one, other) => Math.Abs(one - other) <= 1e-6);
            }
        }

        flat.Gradients.Clear();
        Assert.All(network.parameters(), parameter => Assert.Equal(0, parameter.grad!.abs().sum().item<float>()));
    }

    [Fact]
    public void A_tied_parameter_has_one_place_under_its_first_name()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => new Tied());
        using var flat = new FlatParameters(network);

        Assert.Equal(["first.weight"], flat.Slots.Select(slot => slot.Name));
        Assert.Equal(9, flat.Count);
        flat.Values[..9].Clear();
        (flat.Values[0], flat.Values[4], flat.Values[8]) = (2, 2, 2);
        Tensor inputs = ones(1, 3).requires_grad_();
        Tensor outputs = network.call(inputs);
        outputs.sum().backward();

        Assert.Equal([4, 4, 4], outputs.data<float>().ToArray());
        Assert.Equal(4, flat.Gradients[0]);
    }

    [Fact]
    public void A_frozen_parameter_stays_out()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        TorchSharp.Modules.Parameter frozen = network.named_parameters().First().parameter;
        frozen.requires_grad = false;
        using var flat = new FlatParameters(network);

        Assert.DoesNotContain("linear1.weight", flat.Slots.Select(slot => slot.Name));
        Assert.Equal(31, flat.Count);
    }

    [Fact]
    public void A_network_without_a_parameter_to_train_is_refused()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => ReLU());
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => new FlatParameters(network)).Mistakes);

        Assert.Equal(("The network has no parameter to train.", "ReLU"), (mistake.What, mistake.Received));
    }

    [Fact]
    public void A_parameter_that_is_not_float32_is_refused_by_name_and_nothing_is_changed()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(("good", Linear(2, 2)), ("wide", Linear(2, 2, dtype: float64))));
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => new FlatParameters(network)).Mistakes);

        Assert.Equal(("Parameter 'wide.weight' cannot be trained.", "Float64 on CPU", "Float32 on CPU"), (mistake.What, mistake.Received, mistake.Allowed));
        Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    /// <summary>Two layers that share one weight.</summary>
    private sealed class Tied : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _first = Linear(3, 3, hasBias: false);
        private readonly TorchSharp.Modules.Linear _second = Linear(3, 3, hasBias: false);

        public Tied()
            : base(nameof(Tied))
        {
            _second.weight = _first.weight;
            register_module("first", _first);
            register_module("second", _second);
        }

        public override Tensor forward(Tensor input) => _second.call(_first.call(input));
    }
}
