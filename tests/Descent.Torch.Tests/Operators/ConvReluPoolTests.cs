using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

/// <summary>The fast path against its twin, libtorch's three operators in float64. Where there are no 512-bit vectors there is no fast path.</summary>
public sealed class ConvReluPoolTests
{
    private static readonly bool IsFast = System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated;

    [Theory]
    [InlineData(3, 1, 28, 28, 6, 5, 2)] // LeNet's first
    [InlineData(17, 6, 14, 14, 16, 5, 0)] // LeNet's second, and two images in the last group
    [InlineData(2, 3, 12, 10, 7, 3, 1)] // an odd number of outputs, an odd number of windows in a row
    [InlineData(1, 1, 10, 10, 4, 3, 0)] // one channel in rows that are shorter than a vector
    [InlineData(9, 5, 16, 16, 20, 7, 2)] // a kernel of more rows than a group has, outputs for more than a vector
    [InlineData(2, 1, 18, 20, 3, 1, 0)] // a kernel of one
    [InlineData(2, 2, 3, 3, 1, 2, 0)] // a single window
    [InlineData(1, 32, 6, 6, 2, 3, 1)] // a window of six vectors
    public void Is_its_twin_forward_and_backward(int batch, int channels, int height, int width, int outputs, int kernel, int padding)
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor input = randn([batch, channels, height, width], generator: generator);
        Tensor weight = randn([outputs, channels, kernel, kernel], generator: generator);
        Tensor bias = randn([outputs], generator: generator);
        Tensor[] fast = Run(ConvReluPool.Apply, input, weight, bias, padding, ScalarType.Float32);
        Tensor[] plain = Run(ConvReluPool.Plain, input, weight, bias, padding, ScalarType.Float64);

        // Output, and the gradients of input, weight and bias.
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(Distance(plain[i], fast[i]) < 1e-5, $"{i}: {Distance(plain[i], fast[i])}"));
    }

    [Fact]
    public void The_gradient_of_the_input_is_left_out_where_it_is_not_needed()
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using DisposeScope scope = NewDisposeScope();
        Tensor input = rand(2, 1, 12, 12);
        Tensor weight = rand(3, 1, 3, 3, requires_grad: true), bias = rand(3, requires_grad: true);
        ConvReluPool.Apply(input, weight, bias, 1).sum().backward();

        Assert.Null(input.grad);

        // Positive numbers everywhere: no window is dead.
        Assert.Equal([72, 72, 72], bias.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Without_gradients_it_stands_in_no_graph()
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = rand(3, 1, 3, 3, requires_grad: true);
        using (no_grad())
        {
            Assert.False(ConvReluPool.Apply(rand(2, 1, 12, 12), weight, zeros(3), 1).requires_grad);
        }

        Assert.True(ConvReluPool.Apply(rand(2, 1, 12, 12), weight, zeros(3), 1).requires_grad);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_bits()
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using DisposeScope scope = NewDisposeScope();
        Tensor input = randn(37, 6, 14, 14), weight = randn(16, 6, 5, 5), bias = randn(16);
        int before = get_num_threads();
        string[] Bits(int threads)
        {
            set_num_threads(threads);
            return [.. Run(ConvReluPool.Apply, input, weight, bias, 0, ScalarType.Float32).Select(tensor => Convert.ToHexString(tensor.bytes))];
        }

        string[] one = Bits(1), three = Bits(3);
        set_num_threads(before);

        Assert.Equal(one, three);
    }

    [Fact]
    public void It_can_be_differentiated_twice()
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(5);
        Tensor input = randn([2, 6, 8, 8], generator: generator), weight = randn([16, 6, 3, 3], generator: generator), bias = randn([16], generator: generator);
        Tensor Second(Func<Tensor, Tensor, Tensor, int, Tensor> operation, ScalarType type)
        {
            Tensor x = input.to(type, copy: true).requires_grad_(), w = weight.to(type, copy: true).requires_grad_(), b = bias.to(type, copy: true).requires_grad_();
            Tensor first = autograd.grad([operation(x, w, b, 1).pow(3).sum()], [w], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }

        Assert.True(Distance(Second(ConvReluPool.Plain, ScalarType.Float64), Second(ConvReluPool.Apply, ScalarType.Float32)) < 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void NaN_comes_through_and_a_tie_goes_to_the_first(int bad)
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using DisposeScope scope = NewDisposeScope();
        Tensor input = ones(1, 1, 2, 32).requires_grad_();
        Tensor weight = ones(1, 1, 1, 1), bias = zeros(1);
        ConvReluPool.Apply(input, weight, bias, 0).sum().backward();
        float[] gradient = input.grad!.data<float>().ToArray();

        Assert.Equal(Enumerable.Range(0, 64).Select(i => i < 32 && i % 2 == 0 ? 1f : 0), gradient);

        Tensor broken = ones(1, 1, 2, 32);
        broken[0, 0, 1, bad] = float.NaN;
        Assert.Equal(
            Enumerable.Range(0, 16).Select(i => i == bad / 2 ? float.NaN : 1f), ConvReluPool.Apply(broken, weight, bias, 0).data<float>().ToArray());
    }

    [Fact]
    public void A_step_makes_no_garbage_but_the_output_itself()
    {
        Assert.SkipUnless(IsFast, "This processor has no 512-bit vectors.");
        using Tensor input = rand(4, 1, 12, 12);
        using Tensor weight = rand(3, 1, 3, 3, requires_grad: true);
        using Tensor bias = rand(3, requires_grad: true);
        using Tensor gradient = ones(4, 3, 6, 6);
        IList<Tensor> gradients = [gradient];
        long Step()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using Tensor output = ConvReluPool.Apply(input, weight, bias, 1);
            long after = GC.GetAllocatedBytesForCurrentThread();
            output.backward(gradients);
            return after - before;
        }

        for (int i = 0; i < 100; i++)
        {
            Step();
        }

        Assert.InRange(Step(), 1, 200);
    }

    [Theory]
    [InlineData(11, 11, 3, 1)] // odd sides
    [InlineData(2, 2, 3, 0)] // smaller than the kernel
    [InlineData(66, 66, 3, 1)] // large
    [InlineData(20, 20, 9, 0)] // a large kernel
    public void What_does_not_fit_is_refused(int height, int width, int kernel, int padding)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = zeros(1, 2, height, width), weight = zeros(4, 2, kernel, kernel), bias = zeros(4);

        Assert.False(ConvReluPool.Fits(input, weight, bias, padding));
        Assert.Throws<ArgumentException>(() => ConvReluPool.Apply(input, weight, bias, padding));
    }

    [Fact]
    public void Other_types_layouts_and_sizes_that_contradict_do_not_fit()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = zeros(1, 2, 12, 12), weight = zeros(4, 2, 3, 3), bias = zeros(4);

        Assert.Equal(IsFast, ConvReluPool.Fits(input, weight, bias, 1));
        Assert.False(ConvReluPool.Fits(input.to(ScalarType.Float64), weight, bias, 1));
        Assert.False(ConvReluPool.Fits(input.transpose(2, 3), weight, bias, 1));
        Assert.False(ConvReluPool.Fits(input, zeros(4, 3, 3, 3), bias, 1));
        Assert.False(ConvReluPool.Fits(input, weight, zeros(5), 1));
        Assert.False(ConvReluPool.Fits(zeros(0, 2, 12, 12), weight, bias, 1));
    }

    private static Tensor[] Run(
        Func<Tensor, Tensor, Tensor, int, Tensor> operation, Tensor input, Tensor weight, Tensor bias, int padding, ScalarType type)
    {
        Tensor[] inputs = [.. new[] { input, weight, bias }.Select(tensor => tensor.to(type, copy: true).requires_grad_())];
        Tensor output = operation(inputs[0], inputs[1], inputs[2], padding);
        return [output, .. autograd.grad([output.square().sum()], inputs)];
    }

    private static double Distance(Tensor expected, Tensor actual) =>
        ((expected - actual.to(ScalarType.Float64)).abs().max() / expected.abs().max()).item<double>();
}
