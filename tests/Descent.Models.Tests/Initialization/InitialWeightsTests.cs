using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Initialization;

[Collection(nameof(InitialWeightsTests))]
[CollectionDefinition(nameof(InitialWeightsTests), DisableParallelization = true)] // Other tests draw from the same generator.
public sealed class InitialWeightsTests
{
    // 64 inputs to each output of the linear layer, 32 outputs for each input; 8·9 and 32·9 for the convolution.
    [Theory]
    [InlineData(WeightScheme.KaimingUniform, 2.0 / 64, 2.0 / 72)]
    [InlineData(WeightScheme.KaimingNormal, 2.0 / 64, 2.0 / 72)]
    [InlineData(WeightScheme.XavierUniform, 2.0 / (64 + 32), 2.0 / (72 + 288))]
    [InlineData(WeightScheme.XavierNormal, 2.0 / (64 + 32), 2.0 / (72 + 288))]
    [InlineData(WeightScheme.TooLarge, 1, 1)]
    public void A_scheme_draws_with_the_variance_that_it_says(WeightScheme scheme, double linear, double convolution)
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Sequential(new Linear(64, 32), new Conv2d(8, 32, 3)).Initialize(scheme);
        Tensor[] weights = [.. network.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal)).Select(p => p.parameter)];

        Assert.InRange(weights[0].var().item<float>() / linear, 0.85, 1.15);
        Assert.InRange(weights[1].var().item<float>() / convolution, 0.85, 1.15);
        Assert.All(network.named_parameters().Where(p => p.name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.Equal(0, p.parameter.abs().sum().item<float>()));
    }

    [Fact]
    public void Orthogonal_rows_are_orthonormal()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear wide = new Linear(12, 5).Initialize(WeightScheme.Orthogonal);
        using Linear high = new Linear(5, 12).Initialize(WeightScheme.Orthogonal);

        Assert.True((wide.Weight.mm(wide.Weight.t()) - eye(5)).abs().max().item<float>() < 1e-5);
        Assert.True((high.Weight.t().mm(high.Weight) - eye(5)).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Zeros_are_zeros_and_norms_stay_as_they_are()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = Sequential(new Conv2d(2, 3, 3), new BatchNorm2d(3)).Initialize(WeightScheme.Zeros);

        Assert.Equal([0, 0, 3, 0], network.parameters().Select(p => p.sum().item<float>()));
    }

    [Fact]
    public void The_same_key_draws_the_same_weights_in_a_network_of_any_kind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor Draw(ulong seed)
        {
            TorchRandom.Key(seed);
            using Module<Tensor, Tensor> network = nn.Linear(4, 3);
            return network.Initialize(WeightScheme.KaimingNormal).parameters().First().clone();
        }

        Assert.Equal(Draw(1).data<float>().ToArray(), Draw(1).data<float>().ToArray());
        Assert.NotEqual(Draw(1).data<float>().ToArray(), Draw(2).data<float>().ToArray());
    }

    [Fact]
    public void A_layer_begins_as_PyTorchs_does_and_outlives_the_scope_that_it_was_made_in()
    {
        Conv2d layer;
        using (NewDisposeScope())
        {
            layer = new Conv2d(8, 64, 3);
        }

        using (layer)
        {
            // Uniform within ±1/√72.
            Assert.InRange(layer.Weight.abs().max().item<float>() * Math.Sqrt(72), 0.99, 1.000001);
            Assert.InRange(layer.Weight.var().item<float>() * 3 * 72, 0.9, 1.1);
            Assert.InRange(layer.Bias!.abs().max().item<float>() * Math.Sqrt(72), 0.8, 1.000001);
        }
    }

    [Fact]
    public void Where_weights_are_left_out_nothing_is_drawn()
    {
        TorchRandom.Key(5);
        using Tensor expected = rand(1);
        TorchRandom.Key(5);
        using (InitialWeights.LeaveOut())
        {
            using Linear layer = new Linear(50, 50).Initialize(WeightScheme.KaimingNormal);
        }

        using Tensor next = rand(1);
        Assert.Equal(expected.item<float>(), next.item<float>());
        using Linear drawn = new(50, 50);
        using Tensor after = rand(1);
        Assert.NotEqual(expected.item<float>(), after.item<float>());
    }
}
