using Descent.Training.Loop;
using Descent.Training.Methods;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Methods;

public sealed class WeightAveragingTests
{
    [Fact]
    public void Begins_at_the_weights_and_follows_them_by_its_formula()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using var averaging = new WeightAveraging(flat, 0.9);
        double[] expected = [.. flat.Values.ToArray().Select(w => (double)w)];
        Assert.Equal(flat.Values.ToArray(), Average(averaging));

        for (int step = 0; step < 10; step++)
        {
            TestNetworks.Wave(flat.Length, step).CopyTo(flat.Values);
            averaging.AfterUpdate(flat.Values);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] = (0.9 * expected[i]) + (0.1 * flat.Values[i]);
            }
        }

        Assert.Equal(expected, Average(averaging).Select(a => (double)a), (one, other) => Math.Abs(one - other) <= 1e-6);
    }

    [Fact]
    public void Exchanging_twice_brings_both_back()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using var averaging = new WeightAveraging(flat, 0.5);
        float[] average = Average(averaging);
        TestNetworks.Wave(flat.Length, 50).CopyTo(flat.Values);
        float[] weights = flat.Values.ToArray();

        averaging.Exchange(flat.Values);
        Assert.Equal(average, flat.Values.ToArray());
        Assert.Equal(weights, Average(averaging));

        averaging.Exchange(flat.Values);
        Assert.Equal(weights, flat.Values.ToArray());
        Assert.Equal(average, Average(averaging));
    }

    [Fact]
    public void Leaves_gradients_alone()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Small();
        using var flat = new FlatParameters(network);
        using var averaging = new WeightAveraging(flat, 0.5);
        flat.Gradients.Fill(2);
        averaging.BeforeUpdate(flat.Gradients);

        Assert.False(flat.Gradients.ContainsAnyExcept(2f));
    }

    private static float[] Average(WeightAveraging averaging) => averaging.State["average"].As<float>().ToArray();
}
