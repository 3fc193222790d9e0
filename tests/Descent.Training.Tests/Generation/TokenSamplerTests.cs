using Descent.Training.Generation;

namespace Descent.Training.Tests.Generation;

public sealed class TokenSamplerTests
{
    private static readonly float[] Logits = [0, (float)Math.Log(3), float.NegativeInfinity, (float)Math.Log(6)];

    [Fact]
    public void Tokens_come_as_often_as_the_softmax_says()
    {
        double[] shares = Shares(new SamplingOptions());

        Assert.Equal(0.1, shares[0], 0.02);
        Assert.Equal(0.3, shares[1], 0.02);
        Assert.Equal(0, shares[2]);
        Assert.Equal(0.6, shares[3], 0.02);
    }

    [Fact]
    public void A_temperature_of_a_half_squares_the_probabilities() =>
        Assert.Equal(36.0 / 46, Shares(new SamplingOptions { Temperature = 0.5 })[3], 0.02);

    [Fact]
    public void Only_the_likeliest_are_drawn_from()
    {
        double[] shares = Shares(new SamplingOptions { TopK = 2 });

        Assert.Equal((0, 0), (shares[0], shares[2]));
        Assert.Equal(1.0 / 3, shares[1], 0.02);
        Assert.Equal(1, Shares(new SamplingOptions { TopK = 1 })[3]);
        Assert.Equal(1, Shares(new SamplingOptions { Temperature = 0 })[3]);
        Assert.Equal(0, TokenSampler.Draw([2, 2, 1], new SamplingOptions { Temperature = 0 }, 0));
    }

    [Fact]
    public void A_draw_depends_on_the_seed_and_its_number_alone()
    {
        int[] Draws(ulong seed) => [.. Enumerable.Range(0, 50).Select(number => TokenSampler.Draw(Logits, new SamplingOptions { Seed = seed }, number))];

        Assert.Equal(Draws(1), Draws(1));
        Assert.NotEqual(Draws(1), Draws(2));
    }

    [Theory]
    [InlineData(-0.1, 1)]
    [InlineData(101, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    public void Options_out_of_range_are_mistakes(double temperature, int topK) =>
        Assert.Single(new SamplingOptions { Temperature = temperature, TopK = topK }.FindMistakes());

    private static double[] Shares(SamplingOptions options)
    {
        const int Draws = 10_000;
        int[] counts = new int[Logits.Length];
        for (int number = 0; number < Draws; number++)
        {
            counts[TokenSampler.Draw(Logits, options, number)]++;
        }

        return [.. counts.Select(count => count / (double)Draws)];
    }
}
