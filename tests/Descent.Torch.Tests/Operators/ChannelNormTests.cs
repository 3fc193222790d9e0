using System.Runtime.Intrinsics;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

/// <summary>The fast path against its twin, libtorch's operators in float64. Where there are no 512-bit vectors there is no fast path.</summary>
public sealed class ChannelNormTests
{
    private const string Reason = "This processor has no 512-bit vectors.";
    private const double Epsilon = 1e-3;
    private static readonly bool IsFast = Vector512.IsHardwareAccelerated;

    public static TheoryData<int[], bool, bool> Cases()
    {
        TheoryData<int[], bool, bool> cases = [];
        int[][] shapes =
        [
            [3, 64, 9, 7], // vectors side by side
            [2, 16, 5, 5], // a single vector
            [2, 112, 8, 8], // vectors side by side, and three more
            [40, 64, 16, 16], // many blocks of rows, the last one not full
            [1, 32, 1, 2], // two numbers a channel
            [2, 32768, 1, 1], // more channels than a block has elements
        ];
        foreach (int[] shape in shapes)
        {
            foreach ((bool relu, bool adds) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                cases.Add(shape, relu, adds);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_its_twin_forward_and_backward(int[] shape, bool relu, bool adds)
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Values values = Values.Draw(shape, adds);

        // Output, gradients of input, weight, bias and addend, running mean and variance.
        Tensor[] plain = Run(values, Plain, relu, ScalarType.Float64), fast = Run(values, ChannelNorm.Apply, relu, ScalarType.Float32);
        Assert.All(Enumerable.Range(0, plain.Length), i => Assert.True(Distance(plain[i], fast[i]) < 2e-5, $"{i}: {Distance(plain[i], fast[i])}"));
    }

    // Two numbers that are rounded differently decide about a ReLU, so a few of its gradients may differ.
    [Theory]
    [MemberData(nameof(Cases))]
    public void In_bfloat16_it_differs_by_rounding(int[] shape, bool relu, bool adds)
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Values values = Values.Draw(shape, adds).In(ScalarType.BFloat16);
        Tensor[] plain = Run(values, Plain, relu, ScalarType.Float64), fast = Run(values, ChannelNorm.Apply, relu, ScalarType.BFloat16);

        Assert.Equal(ScalarType.BFloat16, fast[0].dtype);
        Assert.All(Enumerable.Range(0, plain.Length), i =>
        {
            Tensor off = (plain[i] - fast[i].to(ScalarType.Float64)).abs();
            Assert.True(off.greater(0.01 * plain[i].abs().max().item<double>()).to(ScalarType.Float64).mean().item<double>() <= 0.001, $"{i}: {off.max().item<double>()}");
        });
    }

    [Fact]
    public void A_mean_far_from_zero_loses_no_variance()
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Values values = Values.Draw([32, 16, 16, 16], adds: false);
        Values moved = values with { Input = values.Input + 1000 };

        Tensor[] plain = Run(moved, Plain, false, ScalarType.Float64), fast = Run(moved, ChannelNorm.Apply, false, ScalarType.Float32);
        Assert.True(Distance(plain[0], fast[0]) < 1e-4, $"{Distance(plain[0], fast[0])}");
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_bits()
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Values values = Values.Draw([40, 64, 16, 16], adds: true);
        int before = get_num_threads();
        string[] Bits(int threads)
        {
            set_num_threads(threads);
            return [.. Run(values, ChannelNorm.Apply, true, ScalarType.Float32).Select(tensor => Convert.ToHexString(tensor.contiguous().bytes))];
        }

        string[] one = Bits(1), three = Bits(3);
        set_num_threads(before);

        Assert.Equal(one, three);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_can_be_differentiated_twice(bool adds)
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        Values values = Values.Draw([3, 16, 5, 4], adds);
        Tensor Second(Operation operation, ScalarType type)
        {
            (Tensor x, Tensor? addend, ChannelNormState state) = values.Leaves(type);
            Tensor first = autograd.grad([operation(x, addend, state, 0.1, Epsilon, true).pow(3).sum()], [state.Weight], retain_graph: true, create_graph: true)[0];
            return autograd.grad([first.square().sum()], [x])[0];
        }

        Assert.True(Distance(Second(Plain, ScalarType.Float64), Second(ChannelNorm.Apply, ScalarType.Float32)) < 1e-4);
    }

    [Fact]
    public void NaN_comes_through_a_ReLU_forward_and_backward()
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            Values values = Values.Draw([2, 16, 3, 3], adds: true);
            values.Input[0, 3, 1, 1] = float.NaN;
            Tensor[] results = Run(values, ChannelNorm.Apply, true, type);
            Assert.All(results[..3], result => Assert.True(result.isnan().any().item<bool>()));
            Assert.Equal(18, results[0].isnan().sum().item<long>()); // the channel's, in both images
        }
    }

    [Fact]
    public void Without_gradients_it_stands_in_no_graph_and_unneeded_ones_are_left_out()
    {
        Assert.SkipUnless(IsFast, Reason);
        using DisposeScope scope = NewDisposeScope();
        (Tensor input, Tensor? addend, ChannelNormState state) = Values.Draw([2, 16, 3, 3], adds: true).Leaves(ScalarType.Float32);
        using (no_grad())
        {
            Assert.False(ChannelNorm.Apply(input, addend, state, 0.1, Epsilon, true).requires_grad);
        }

        ChannelNorm.Apply(input.detach(), addend!.detach(), state, 0.1, Epsilon, true).sum().backward();
        Assert.Null(input.grad);
        Assert.Null(addend.grad);
        Assert.NotNull(state.Weight.grad);
    }

    [Fact]
    public void Other_types_layouts_and_sizes_do_not_fit()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor Images(params long[] shape) => ChannelsLast.Of(zeros(shape));
        Tensor weight = zeros(16);

        Assert.Equal(IsFast, ChannelNorm.Fits(Images(2, 16, 3, 3), null, weight));
        Assert.Equal(IsFast, ChannelNorm.Fits(Images(2, 16, 3, 3), Images(2, 16, 3, 3), weight));
        Assert.False(ChannelNorm.Fits(zeros(2, 16, 3, 3), null, weight));
        Assert.False(ChannelNorm.Fits(Images(2, 24, 3, 3), null, zeros(24)));
        Assert.False(ChannelNorm.Fits(Images(0, 16, 3, 3), null, weight));
        Assert.False(ChannelNorm.Fits(zeros(2, 16), null, weight));
        Assert.False(ChannelNorm.Fits(Images(2, 16, 3, 3).to(ScalarType.Float64), null, weight));
        Assert.False(ChannelNorm.Fits(Images(2, 16, 3, 3), Images(1, 16, 3, 3), weight));
        Assert.False(ChannelNorm.Fits(Images(2, 16, 3, 3), Images(2, 16, 3, 3).to(ScalarType.BFloat16), weight));
    }

    private delegate Tensor Operation(Tensor input, Tensor? addend, in ChannelNormState state, double momentum, double epsilon, bool relu);

    private static Tensor Plain(Tensor input, Tensor? addend, in ChannelNormState state, double momentum, double epsilon, bool relu) =>
        ChannelNorm.Plain(input, addend, state, training: true, momentum, epsilon, relu);

    private static Tensor[] Run(Values values, Operation operation, bool relu, ScalarType type)
    {
        (Tensor input, Tensor? addend, ChannelNormState state) = values.Leaves(type);
        Tensor output = operation(input, addend, state, 0.3, Epsilon, relu);
        (output * values.Gradient.to(type)).sum().backward();
        return
        [
            output.detach(), input.grad!, state.Weight.grad!, state.Bias.grad!, .. addend is null ? Array.Empty<Tensor>() : [addend.grad!],
            state.RunningMean, state.RunningVariance,
        ];
    }

    // Of the largest value.
    private static double Distance(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        return (expected - actual.to(ScalarType.Float64)).abs().max().item<double>() / Math.Max(1e-3, expected.abs().max().item<double>());
    }

    private sealed record Values(Tensor Input, Tensor? Addend, Tensor Weight, Tensor Bias, Tensor Gradient)
    {
        public static Values Draw(int[] shape, bool adds)
        {
            Generator generator = new(3);
            long[] sizes = [.. shape.Select(size => (long)size)];
            Tensor Random(params long[] size) => randn(size, generator: generator);
            return new Values((Random(sizes) * 2) + 0.5, adds ? Random(sizes) : null, Random(sizes[1]), Random(sizes[1]), Random(sizes));
        }

        public Values In(ScalarType type) => this with { Input = Input.to(type), Addend = Addend?.to(type), Gradient = Gradient.to(type) };

        public (Tensor Input, Tensor? Addend, ChannelNormState State) Leaves(ScalarType type)
        {
            Tensor Images(Tensor values) => ChannelsLast.Of(values.to(type, copy: true)).detach().requires_grad_();
            ScalarType own = type == ScalarType.Float64 ? type : ScalarType.Float32;
            return (Images(Input), Addend is null ? null : Images(Addend), new ChannelNormState(
                Weight.to(own, copy: true).requires_grad_(), Bias.to(own, copy: true).requires_grad_(), zeros(Weight.size(0), own), ones(Weight.size(0), own)));
        }
    }
}
