using Descent.Training.Loop;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Optimizers;

public sealed class OptimizerTests
{
    public static TheoryData<string> Names => OptimizerCases.Names;

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum", "momentum_buffer")]
    [InlineData("adagrad", "sum")]
    [InlineData("rmsprop", "square_avg")]
    [InlineData("adam", "exp_avg", "exp_avg_sq")]
    [InlineData("adamw", "exp_avg", "exp_avg_sq")]
    [InlineData("amsgrad", "exp_avg", "exp_avg_sq", "max_exp_avg_sq")]
    [InlineData("rmsprop-centered", "square_avg", "momentum_buffer", "grad_avg")]
    public void Its_state_has_the_names_that_PyTorch_gives_it(string name, params string[] expected)
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = OptimizerCases.Get(name).Create(flat, 1);

        Assert.Equal(expected, optimizer.StateNames);
    }

    // 532,480 weights and 520 biases make four slices, whose borders lie among the weights.
    [Theory]
    [MemberData(nameof(Names))]
    public void Two_threads_give_the_bits_of_one(string name)
    {
        float[] Train(int threads)
        {
            using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Linear(1024, 520));
            using var flat = new FlatParameters(network);
            using Optimizer optimizer = OptimizerCases.Get(name, weightDecay: 0.1).Create(flat, threads);
            for (int step = 0; step < 2; step++)
            {
                OptimizerCases.Update(optimizer, flat, 0.01, step);
            }

            return flat.Values.ToArray();
        }

        Assert.Equal(Train(1), Train(2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Padding_stays_zero(string name)
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = OptimizerCases.Get(name, weightDecay: 0.1, decayAll: true).Create(flat, 1);
        for (int step = 0; step < 5; step++)
        {
            OptimizerCases.Update(optimizer, flat, 0.01, step);
        }

        AssertPaddingIsZero(flat, flat.Values);
        for (int i = 0; i < optimizer.StateNames.Count; i++)
        {
            AssertPaddingIsZero(flat, optimizer.State(i));
            Assert.True(optimizer.State(i)[..5].ContainsAnyExcept(0f));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Goes_on_to_the_same_bits_from_its_weights_state_and_step(string name)
    {
        OptimizerOptions options = OptimizerCases.Get(name, weightDecay: 0.1);
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using Module<Tensor, Tensor> other = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using var resumed = new FlatParameters(other);
        using Optimizer optimizer = options.Create(flat, 1);
        using Optimizer second = options.Create(resumed, 1);
        for (int step = 0; step < 10; step++)
        {
            if (step == 5)
            {
                flat.Values.CopyTo(resumed.Values);
                for (int i = 0; i < optimizer.StateNames.Count; i++)
                {
                    optimizer.State(i).CopyTo(second.State(i));
                }

                second.Step = optimizer.Step;
            }

            OptimizerCases.Update(optimizer, flat, options.LearningRate, step);
            if (step >= 5)
            {
                OptimizerCases.Update(second, resumed, options.LearningRate, step);
            }
        }

        Assert.Equal(10, second.Step);
        Assert.Equal(flat.Values.ToArray(), resumed.Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_weight_that_gets_no_gradient_stays_as_it_is(string name)
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = OptimizerCases.Get(name).Create(flat, 1);
        float[] before = flat.Values.ToArray();
        optimizer.Update(0.1);

        Assert.Equal(before, flat.Values.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_update_allocates_nothing(string name)
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = OptimizerCases.Get(name).Create(flat, 1);
        optimizer.Update(0.1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            optimizer.Update(0.1);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Without the guard the variance rounds to below 0 and the weight becomes NaN.
    [Fact]
    public void A_gradient_that_never_changes_has_no_variance_below_zero()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = new RmsPropOptions { LearningRate = 1e-4, Alpha = 0.5, Centered = true }.Create(flat, 1);
        for (int step = 0; step < 100; step++)
        {
            OptimizerCases.FillGradients(flat, 1);
            optimizer.Update(1e-4);
        }

        Assert.True(flat.Values.ToArray().All(float.IsFinite));
    }

    private static void AssertPaddingIsZero(FlatParameters flat, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!flat.Slots.Any(slot => i >= slot.Offset && i < slot.Offset + slot.Length))
            {
                Assert.Equal(0, values[i]);
            }
        }
    }
}
