using Descent.Doctor.History;
using Descent.Doctor.Watching;
using Descent.Training.Observers;

namespace Descent.Doctor.Tests.Watching;

public sealed class GradientWatchTests
{
    private const int Length = 4096;
    private static readonly ParameterPlace[] Parameters = [new("weight", 0, Length - 16, [64, 60]), new("bias", Length - 16, 10, [10])];

    [Fact]
    public void Says_norms_and_how_far_an_update_went()
    {
        var watch = new GradientWatch(Parameters, Length, 8);
        float[] weights = [.. Enumerable.Repeat(1f, Length)];
        float[] gradients = [.. Enumerable.Repeat(0.5f, Length)];

        Dictionary<string, double> values = watch.Open(gradients, weights).ToDictionary(value => value.Name, value => value.Value);
        float[] moved = [.. weights.Select((w, i) => i < 100 ? w - 0.1f : w)];
        Dictionary<string, double> updates = watch.Updates(moved).ToDictionary(value => value.Name, value => value.Value);

        Assert.Equal(0.5 * Math.Sqrt(Length), values[Quantity.GradientNorm], 1e-3);
        Assert.Equal(Math.Sqrt(10) / 2, values[Quantity.Gradient("bias")], 1e-5);
        Assert.Equal(Math.Sqrt(Length - 16), values[Quantity.Weight("weight")], 1e-3);
        Assert.Equal(0.1 * Math.Sqrt(100) / Math.Sqrt(Length - 16), updates[Quantity.Update("weight")], 1e-5);
        Assert.Equal(0, updates[Quantity.Update("bias")]);
    }

    // Gradients of a batch of B are G plus noise of variance Σ/B: with |G|² = 4 and tr(Σ) = 64 the scale is 16.
    [Fact]
    public void Finds_the_noise_scale_that_the_gradients_were_made_with()
    {
        const int Batch = 8;
        uint state = 1;
        double Gauss() => Math.Sqrt(-2 * Math.Log(Next())) * Math.Cos(2 * Math.PI * Next());
        double Next() => ((state = (state * 1664525) + 1013904223) + 0.5) / (1L << 32);
        float[] Gradient() => [.. Enumerable.Range(0, Length).Select(_ => (float)((2 / Math.Sqrt(Length)) + (Gauss() * Math.Sqrt(64.0 / Length / Batch))))];
        List<double> scales = [];
        for (int window = 0; window < 20; window++)
        {
            var watch = new GradientWatch(Parameters, Length, Batch);
            _ = watch.Open(Gradient(), new float[Length]);
            while (watch.IsOpen)
            {
                scales.AddRange(watch.Go(Gradient()).Where(value => value.Name == Quantity.NoiseScale).Select(value => value.Value));
            }
        }

        Assert.Equal(20, scales.Count);
        Assert.InRange(scales.Order().ElementAt(10), 13, 19);
    }
}
