using Descent.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests;

public sealed class SequentialNetworkTests
{
    [Fact]
    public void Runs_its_layers_in_order_under_their_names_and_hooks_see_each()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new AnySize();
        List<string> ran = [];
        foreach ((string name, Module module) in network.named_modules())
        {
            ((Module<Tensor, Tensor>)module).register_forward_hook((_, _, output) =>
            {
                ran.Add(name);
                return output;
            });
        }

        network.call(ones(1, 3, 4));

        Assert.Equal(["shrink", "relu", "spread"], ran);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void A_size_of_minus_1_is_any(long size)
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new AnySize();

        Assert.Equal([2, size, 5], network.call(zeros(2, size, 4)).shape);
    }

    [Fact]
    public void The_other_sizes_are_still_held_to()
    {
        using DisposeScope scope = NewDisposeScope();
        using var network = new AnySize();
        ArgumentException e = Assert.Throws<ArgumentException>(() => network.call(zeros(2, 3, 5)));

        Assert.StartsWith("any expects inputs of shape [batch, -1, 4], received [2, 3, 5].", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_mode_reaches_the_layers()
    {
        using var network = new AnySize();
        network.eval();

        Assert.All(network.named_modules(), layer => Assert.False(layer.module.training));
    }

    private sealed class AnySize() : SequentialNetwork(
        new Architecture("any", new Dictionary<string, long>()), [-1, 4],
        () => [("shrink", Linear(4, 2)), ("relu", ReLU()), ("spread", Linear(2, 5))]);
}
