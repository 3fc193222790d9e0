using Descent.Torch.Autocasting;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

/// <summary>The fast path against its twin, libtorch's attention in float64. There is none on Intel's processors and without 512-bit vectors.</summary>
public sealed class AttentionTests
{
    private const string Reason = "This processor takes libtorch's own product.";

    [Theory]
    [InlineData(2, 128, 128, 4, true)] // a small GPT
    [InlineData(2, 65, 192, 3, false)] // a Vision Transformer
    [InlineData(1, 1, 4, 1, true)]
    [InlineData(3, 17, 24, 3, true)] // one position more than a vector, heads of half a vector
    [InlineData(2, 16, 20, 4, false)] // heads of 5 numbers
    [InlineData(1, 512, 64, 1, true)] // the most positions
    public void Is_its_twin_forward_and_backward(int batch, int positions, int width, int heads, bool causal)
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(3);
        Tensor input = randn([batch, positions, 3 * width], generator: generator);
        Assert.True(Attention.Fits(input, heads));

        (Tensor output, Tensor gradient) = Run(Attention.Apply, input, heads, causal);
        (Tensor expected, Tensor expectedGradient) = Run(Attention.Plain, input.to(ScalarType.Float64), heads, causal);

        Assert.True(Distance(expected, output) < 1e-5, $"{Distance(expected, output)}");
        Assert.True(Distance(expectedGradient, gradient) < 1e-5, $"{Distance(expectedGradient, gradient)}");
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = 300 * randn(2, 20, 48);
        (Tensor output, Tensor gradient) = Run(Attention.Apply, input, 2, causal: true);

        Assert.True(Distance(Attention.Plain(input.to(ScalarType.Float64), 2, causal: true), output) < 1e-3);
        Assert.True(gradient.isfinite().all().item<bool>());
    }

    // In libtorch's own attention it may be lost.
    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = randn(1, 6, 12);
        input[0, 3, 1] = float.NaN; // A query's number.
        Tensor output = Attention.Apply(input, 1, causal: true);

        Assert.Equal([false, false, false, true, false, false], output[0].isnan().any(1).data<bool>().ToArray());
    }

    [Fact]
    public void A_gradient_can_be_differentiated_again()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        Tensor Second(Func<Tensor, int, bool, Tensor> attend, ScalarType type)
        {
            Tensor input = arange(2 * 5 * 12, ScalarType.Float64).sin().view(2, 5, 12).to(type).requires_grad_();
            Tensor gradient = autograd.grad([attend(input, 2, true).square().sum()], [input], retain_graph: true, create_graph: true)[0];
            return autograd.grad([gradient.square().sum()], [input], retain_graph: true)[0];
        }

        Assert.True(Distance(Second(Attention.Composed, ScalarType.Float64), Second(Attention.Apply, ScalarType.Float32)) < 1e-5);
        Tensor twin = randn([2, 7, 12], ScalarType.Float64);
        Assert.True(Distance(Attention.Plain(twin, 2, causal: true), Attention.Composed(twin, 2, causal: true)) < 1e-12);
    }

    // An output that its own node kept would keep the node: 1 MB is lost in every round then.
    [Fact]
    public void Nothing_outlives_its_scope_whether_it_is_differentiated_or_not()
    {
        using Tensor input = randn([32, 32, 768], requires_grad: true);
        long before = 0;
        for (int round = 0; round < 300; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor output = Attention.Apply(input, 1, causal: true);
            if (round % 2 == 0)
            {
                output.sum().backward();
            }

            before = round == 100 ? Environment.WorkingSet : before;
        }

        Assert.True(Environment.WorkingSet - before < 100L << 20, $"{(Environment.WorkingSet - before) >> 20} MB");
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_bits()
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = randn(3, 40, 96);
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            (Tensor one, Tensor oneGradient) = Run(Attention.Apply, input, 4, causal: true);
            set_num_threads(3);
            (Tensor three, Tensor threeGradient) = Run(Attention.Apply, input, 4, causal: true);

            Assert.True(one.equal(three).all().item<bool>());
            Assert.True(oneGradient.equal(threeGradient).all().item<bool>());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Other_inputs_take_libtorchs_own()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.False(Attention.Fits(rand(1, 513, 12), 1));
        Assert.False(Attention.Fits(rand(1, 4, 13), 1));
        Assert.False(Attention.Fits(rand([1, 4, 12], ScalarType.Float64), 1));
        Assert.False(Attention.Fits(rand(1, 12, 4).transpose(1, 2), 1));
        if (AutocastScope.IsSupported)
        {
            using AutocastScope half = AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16);
            Assert.False(Attention.Fits(rand(1, 4, 12), 1));
        }

        Assert.Equal([1, 4, 4], Attention.Apply(rand([1, 4, 12], ScalarType.Float64), 2, causal: false).shape);
    }

    private static (Tensor Output, Tensor Gradient) Run(Func<Tensor, int, bool, Tensor> attend, Tensor input, int heads, bool causal)
    {
        Tensor leaf = input.detach().clone().requires_grad_();
        Tensor output = attend(leaf, heads, causal);
        (output * arange(output.numel(), output.dtype).sin().view(output.shape)).sum().backward();
        using (no_grad())
        {
            Assert.True(attend(leaf, heads, causal).equal(output).all().item<bool>());
        }

        return (output.detach(), leaf.grad!);
    }

    private static double Distance(Tensor expected, Tensor actual) =>
        ((actual.to(ScalarType.Float64) - expected.to(ScalarType.Float64)).norm() / expected.to(ScalarType.Float64).norm()).item<double>();
}
