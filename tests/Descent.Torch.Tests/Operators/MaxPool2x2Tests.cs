using Descent.Torch.Loading;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

/// <summary>The fast path against its twin, libtorch's max_pool2d, bit for bit.</summary>
public sealed class MaxPool2x2Tests
{
    static MaxPool2x2Tests() => Libtorch.Load();

    [Theory]
    [InlineData(1, 1, 2, 2)]
    [InlineData(2, 3, 4, 6)]
    [InlineData(3, 2, 10, 10)]
    [InlineData(1, 1, 2, 14)]
    [InlineData(1, 2, 4, 16)]
    [InlineData(2, 2, 6, 18)]
    [InlineData(4, 6, 28, 28)]
    [InlineData(1, 1, 8, 64)]
    public void Gives_the_bits_of_libtorch_forward_and_backward(int batch, int channels, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(7);
        // Few different numbers, so that many windows have ties; zeros as after a ReLU.
        Tensor values = randint(-3, 4, [batch, channels, height, width], generator: generator).clamp_min(0).to(ScalarType.Float32);
        Tensor gradient = randn([batch, channels, height / 2, width / 2], generator: generator);
        (Tensor output, Tensor inputGradient) Run(Func<Tensor, Tensor> pool)
        {
            Tensor input = values.clone().requires_grad_();
            Tensor pooled = pool(input);
            pooled.backward([gradient]);
            return (pooled, input.grad!);
        }

        (Tensor output, Tensor inputGradient) = Run(MaxPool2x2.Apply);
        (Tensor expectedOutput, Tensor expectedGradient) = Run(input => nn.functional.max_pool2d(input, 2));

        Assert.Equal(expectedOutput.data<float>().ToArray(), output.data<float>().ToArray());
        Assert.Equal(expectedGradient.data<float>().ToArray(), inputGradient.data<float>().ToArray());
    }

    [Fact]
    public void A_NaN_comes_through()
    {
        using Tensor input = zeros(1, 1, 2, 16);
        input[0, 0, 1, 3] = float.NaN;
        using Tensor output = MaxPool2x2.Apply(input);

        Assert.Equal([0, float.NaN, 0, 0, 0, 0, 0, 0], output.data<float>().ToArray());
    }

    [Fact]
    public void Takes_a_gradient_that_is_not_contiguous()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = arange(16, ScalarType.Float32).reshape(1, 1, 4, 4).requires_grad_();
        MaxPool2x2.Apply(input).sum().backward();

        Assert.Equal(4, input.grad!.sum().item<float>());
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] others = [zeros(1, 1, 3, 4), zeros(1, 1, 4, 3), zeros(1, 4, 4), zeros(1, 1, 4, 4, ScalarType.Float64), zeros(1, 1, 4, 6).transpose(2, 3), zeros(0, 1, 4, 4)];

        Assert.All(others, other => Assert.False(MaxPool2x2.Fits(other)));
        Assert.Throws<ArgumentException>(() => MaxPool2x2.Apply(others[0]));
    }

    [Fact]
    public void Keeps_no_memory()
    {
        long Resident() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], null) * Environment.SystemPageSize;
        void Step()
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor input = zeros(16, 16, 64, 64).requires_grad_();
            MaxPool2x2.Apply(input).sum().backward();
        }

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        long before = Resident();
        for (int i = 0; i < 200; i++)
        {
            Step();
        }

        // 200 inputs of 4 MB would be 800 MB; other tests of the process may take some, too.
        Assert.InRange(Resident() - before, long.MinValue, 300L << 20);
    }
}
