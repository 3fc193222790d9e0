using Descent.Models;
using Descent.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

public sealed class ForwardPassTests
{
    [Theory]
    [InlineData(Precision.Fp32, ScalarType.Float32)]
    [InlineData(Precision.Bf16, ScalarType.BFloat16)]
    [InlineData(Precision.Fp16, ScalarType.Float16)]
    public void Layers_compute_in_the_precision_and_outputs_are_float32(Precision precision, ScalarType inside)
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        ScalarType? seen = null;
        network.named_modules().Select(m => m.module).OfType<TorchSharp.Modules.Linear>().First().register_forward_hook((_, _, output) =>
        {
            seen = output.dtype;
            return output;
        });

        Tensor outputs = new ForwardPass(network, precision).Call(tensor(TestNetworks.Wave(20, 3)).view(4, 5));
        outputs.sum().backward();

        Assert.Equal((inside, ScalarType.Float32), (seen!.Value, outputs.dtype));
        Assert.All(network.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.grad!.dtype));
    }

    [Fact]
    public void Bfloat16_rounds_and_no_more()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        Tensor inputs = tensor(TestNetworks.Wave(20, 3)).view(4, 5);

        float[] exact = new ForwardPass(network).Call(inputs).data<float>().ToArray();
        float[] rounded = new ForwardPass(network, Precision.Bf16).Call(inputs).data<float>().ToArray();

        Assert.NotEqual(exact, rounded);
        Assert.Equal(exact, rounded, (one, other) => Math.Abs(one - other) < 0.02);
    }

    [Fact]
    public void Channels_last_reaches_the_convolutions_and_leaves_the_numbers()
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(("conv", Conv2d(3, 4, 3)), ("relu", ReLU())));
        Tensor inputs = tensor(TestNetworks.Wave(2 * 3 * 6 * 6, 3)).view(2, 3, 6, 6);
        Tensor plain = new ForwardPass(network).Call(inputs);
        using FlatParameters parameters = new(network, Layout.Nhwc);

        Tensor outputs = new ForwardPass(network, Precision.Fp32, Layout.Nhwc).Call(inputs);

        Assert.Equal([4 * 4 * 4, 1, 4 * 4, 4], outputs.stride());
        Assert.Equal(plain.data<float>().ToArray(), outputs.contiguous().data<float>().ToArray(), (one, other) => Math.Abs(one - other) < 1e-6);
    }

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void LeNet_computes_the_same_in_either_layout(Precision precision)
    {
        using DisposeScope scope = NewDisposeScope();
        using LeNet network = TestNetworks.Fixed(() => new LeNet());
        Tensor inputs = tensor(TestNetworks.Wave(3 * 28 * 28, 3)).view(3, 1, 28, 28);
        float[] plain = new ForwardPass(network, precision).Call(inputs).data<float>().ToArray();
        using FlatParameters parameters = new(network, Layout.Nhwc);

        float[] last = new ForwardPass(network, precision, Layout.Nhwc).Call(inputs).data<float>().ToArray();

        double tolerance = (precision == Precision.Fp32 ? 1e-5 : 2e-2) * plain.Max(MathF.Abs);
        Assert.Equal(plain, last, (one, other) => Math.Abs(one - other) < tolerance);
    }
}
