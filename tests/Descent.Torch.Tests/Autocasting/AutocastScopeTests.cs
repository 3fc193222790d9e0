using Descent.Torch.Autocasting;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Autocasting;

public sealed class AutocastScopeTests
{
    public AutocastScopeTests() => Libtorch.Load();

    [Fact]
    public void Products_take_the_narrower_type_inside_and_sums_that_need_it_stay_float32()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(3, 3);

        using (AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            Assert.Equal(ScalarType.BFloat16, mm(a, a).dtype);
            Assert.Equal(ScalarType.Float32, nn.functional.mse_loss(mm(a, a), a).dtype);
        }

        Assert.Equal(ScalarType.Float32, mm(a, a).dtype);
    }

    [Fact]
    public void Scopes_nest_and_the_inner_one_gives_way_to_the_outer()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(3, 3);

        using (AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (AutocastScope.Begin(DeviceType.CPU, ScalarType.Float16))
            {
                Assert.Equal(ScalarType.Float16, mm(a, a).dtype);
            }

            Assert.Equal(ScalarType.BFloat16, mm(a, a).dtype);
        }

        Assert.Equal(ScalarType.Float32, mm(a, a).dtype);
    }

    [Fact]
    public void A_weight_that_changed_is_cast_anew_in_the_next_scope()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = ones(2, 2, requires_grad: true);
        float Product()
        {
            using AutocastScope autocast = AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16);
            return mm(weight, ones(2, 2))[0, 0].to(ScalarType.Float32).item<float>();
        }

        Assert.Equal(2, Product());
        using (no_grad())
        {
            weight.fill_(3);
        }

        Assert.Equal(6, Product());
    }

    [Fact]
    public void Gradients_reach_float32_weights_in_float32()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = ones(2, 2, requires_grad: true);
        Tensor product;
        using (AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            product = mm(ones(2, 2), weight);
        }

        product.to(ScalarType.Float32).sum().backward();

        Assert.Equal(ScalarType.Float32, weight.grad!.dtype);
        Assert.Equal([2, 2, 2, 2], weight.grad.data<float>().ToArray());
    }

    [Fact]
    public void Another_thread_is_left_alone()
    {
        ScalarType elsewhere = default;
        var thread = new Thread(() =>
        {
            using Tensor a = ones(2, 2);
            using Tensor product = mm(a, a);
            elsewhere = product.dtype;
        });
        using (AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            thread.Start();
            thread.Join();
        }

        Assert.Equal(ScalarType.Float32, elsewhere);
    }

    [Fact]
    public void The_default_changes_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(2, 2);
        using (AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (default(AutocastScope))
            {
                Assert.Equal(ScalarType.BFloat16, mm(a, a).dtype);
            }

            Assert.Equal(ScalarType.BFloat16, mm(a, a).dtype);
        }
    }

    [Fact]
    public void Another_type_is_refused() =>
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => AutocastScope.Begin(DeviceType.CPU, ScalarType.Float64)).Message, StringComparison.Ordinal);
}
