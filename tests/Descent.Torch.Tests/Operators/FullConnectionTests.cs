using Descent.Torch.Autocasting;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

/// <summary>The fast path against its twin, libtorch's operator in float64. There is none on Intel's processors and without 512-bit vectors.</summary>
public sealed class FullConnectionTests
{
    private const string Reason = "This processor takes libtorch's own product.";

    [Theory]
    [InlineData(64, 784, 256)] // the perceptron's first
    [InlineData(64, 256, 10)] // its last: less than a vector of outputs
    [InlineData(1, 1, 1)]
    [InlineData(7, 17, 49)] // less than a tile of rows, one column more than a wide tile
    [InlineData(9, 513, 47)] // one row more than a tile, one number deeper than a packed panel
    [InlineData(600, 33, 130)] // more rows than are computed together
    [InlineData(1100, 40, 65)] // a weight gradient that is summed over three panels
    public void Is_its_twin_forward_and_backward(int rows, int inputs, int outputs)
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor input = randn([rows, inputs], generator: generator), weight = randn([outputs, inputs], generator: generator), bias = randn([outputs], generator: generator);
        Tensor[] fast = Run(FullConnection.Apply, input, weight, bias, ScalarType.Float32);
        Tensor[] plain = Run(FullConnection.Plain, input, weight, bias, ScalarType.Float64);

        // Output, and the gradients of input, weight and bias.
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(Distance(plain[i], fast[i]) < 1e-5, $"{i}: {Distance(plain[i], fast[i])}"));
    }

    [Fact]
    public void Every_position_is_connected_by_itself()
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = rand([2, 3, 5, 20], requires_grad: true), weight = rand(7, 20), bias = rand(7);
        Tensor output = FullConnection.Apply(input, weight, bias);
        output.sum().backward();

        Assert.Equal([2, 3, 5, 7], output.shape);
        Assert.Equal([2, 3, 5, 20], input.grad!.shape);
        Assert.True(Distance(FullConnection.Plain(input, weight, bias), output) < 1e-5);
    }

    [Fact]
    public void Gradients_are_left_out_where_they_are_not_needed()
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = rand(4, 3), weight = rand(2, 3), bias = rand(2, requires_grad: true);
        FullConnection.Apply(input, weight, bias).sum().backward();

        Assert.Null(input.grad);
        Assert.Null(weight.grad);
        Assert.Equal([4, 4], bias.grad!.data<float>().ToArray());
        using (no_grad())
        {
            Assert.False(FullConnection.Apply(input, weight, bias).requires_grad);
        }
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_bits()
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = randn(1030, 200), weight = randn(150, 200), bias = randn(150);
        int before = get_num_threads();
        string[] Bits(int threads)
        {
            set_num_threads(threads);
            return [.. Run(FullConnection.Apply, input, weight, bias, ScalarType.Float32).Select(tensor => Convert.ToHexString(tensor.bytes))];
        }

        string[] one = Bits(1), three = Bits(3);
        set_num_threads(before);

        Assert.Equal(one, three);
    }

    [Fact]
    public void It_can_be_differentiated_twice()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = rand([5, 4], requires_grad: true), weight = rand([3, 4], requires_grad: true), bias = rand([3], requires_grad: true);
        Tensor Curvature(Func<Tensor, Tensor, Tensor?, Tensor> connect)
        {
            Tensor loss = connect(input, weight, bias).pow(3).sum();
            Tensor slope = autograd.grad([loss], [weight], retain_graph: true, create_graph: true)[0];
            return autograd.grad([slope.sum()], [input], retain_graph: true)[0];
        }

        Assert.True(Distance(Curvature(FullConnection.Plain), Curvature(FullConnection.Apply)) < 1e-5);
    }

    [Fact]
    public void Other_tensors_take_the_plain_path()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = rand(4, 3), weight = rand(2, 3), bias = rand(2);

        Assert.False(FullConnection.Fits(input.to(ScalarType.Float64), weight, bias));
        Assert.False(FullConnection.Fits(rand(3, 4).t(), weight, bias));
        Assert.False(FullConnection.Fits(input, weight, null));
        Assert.False(FullConnection.Fits(rand(4, 2), weight, bias));
        Assert.Equal([4, 2], FullConnection.Apply(input, weight, null).shape);
        if (AutocastScope.IsSupported)
        {
            using AutocastScope half = AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16);
            Assert.Equal(ScalarType.BFloat16, FullConnection.Apply(input, weight, bias).dtype);
        }
    }

    private static Tensor[] Run(Func<Tensor, Tensor, Tensor?, Tensor> connect, Tensor input, Tensor weight, Tensor bias, ScalarType type)
    {
        Tensor[] leaves = [.. new[] { input, weight, bias }.Select(leaf => leaf.to(type).detach().clone().requires_grad_())];
        Tensor output = connect(leaves[0], leaves[1], leaves[2]);
        using Tensor slope = sin(arange(output.numel(), ScalarType.Float64).mul(0.1)).to(type).reshape(output.shape);
        (output * slope).sum().backward();
        return [output.detach(), .. leaves.Select(leaf => leaf.grad!)];
    }

    private static double Distance(Tensor expected, Tensor actual) =>
        (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>() / Math.Max(1, expected.abs().max().to(ScalarType.Float64).item<double>());
}
