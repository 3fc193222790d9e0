using Descent.Training.Loop;
using Descent.Training.Methods;

namespace Descent.Training.Tests.Methods;

public sealed class GradientClippingTests
{
    [Fact]
    public void Scales_a_long_gradient_to_the_limit_and_keeps_its_direction()
    {
        float[] gradients = new float[32];
        (gradients[1], gradients[31]) = (3, -4);
        new GradientClipping(2).BeforeUpdate(gradients);

        Assert.Equal(1.2, gradients[1], 1e-6);
        Assert.Equal(-1.6, gradients[31], 1e-6);
        Assert.Equal(2, GradientPass.Norm(gradients), 1e-6);
        Assert.Equal(30, gradients.Count(g => g == 0));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5.1)]
    [InlineData(1e300)]
    public void Leaves_a_gradient_within_the_limit_as_it_is(double limit)
    {
        float[] gradients = new float[16];
        (gradients[0], gradients[1]) = (3, 4);
        new GradientClipping(limit).BeforeUpdate(gradients);

        Assert.Equal([3, 4], gradients[..2]);
    }

    [Fact]
    public void Clips_gradients_whose_squares_overflow_float32()
    {
        float[] gradients = new float[64];
        gradients.AsSpan().Fill(1e30f);
        new GradientClipping(1).BeforeUpdate(gradients);

        Assert.All(gradients, g => Assert.Equal(0.125, g, 1e-6));
    }

    [Fact]
    public void Has_no_state_and_leaves_the_weights_alone()
    {
        var clipping = new GradientClipping(1);
        float[] weights = [.. Enumerable.Repeat(9f, 16)];
        clipping.AfterUpdate(weights);

        Assert.Empty(clipping.State);
        Assert.All(weights, w => Assert.Equal(9, w));
    }
}
