using Descent.Doctor.Proofs;

namespace Descent.Doctor.Tests.Proofs;

public sealed class LossRatioTests
{
    [Fact]
    public void What_is_the_same_share_everywhere_is_known_exactly()
    {
        double[][] without = [.. Enumerable.Range(1, LossRatio.Blocks).Select(look => Enumerable.Range(1, LossRatio.Blocks).Select(group => (double)look * group).ToArray())];

        Interval ratio = LossRatio.OfLooks([.. without.Select(look => look.Select(loss => 1.5 * loss).ToArray())], without);

        Assert.Equal(1.5, ratio.Low, 1e-9);
        Assert.Equal(1.5, ratio.Mean, 1e-9);
        Assert.Equal(1.5, ratio.High, 1e-9);
    }

    [Fact]
    public void The_interval_holds_the_ratio_of_all_examples_in_about_95_of_a_hundred_draws()
    {
        const double truth = 0.8;
        const int draws = 500, examples = 20;
        var random = new Random(1);
        int held = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            // Losses as they are of a trained network: small for most examples, large for a few; those of two networks differ by example and by moment.
            (double Without, double With)[][] losses = [.. Enumerable.Range(0, LossRatio.Blocks).Select(_ => Enumerable.Range(0, examples).Select(_ => Draw()).ToArray())];
            double[][] Looks(Func<(double Without, double With), double> loss) =>
                [.. Enumerable.Range(0, LossRatio.Blocks).Select(_ => losses.Select(group => group.Average(one => loss(one) * Math.Exp(0.05 * Normal()))).ToArray())];
            Interval ratio = LossRatio.OfLooks(Looks(one => one.With), Looks(one => one.Without));
            held += ratio.Low <= truth && truth <= ratio.High ? 1 : 0;
        }

        Assert.InRange(held, 0.92 * draws, draws);

        (double Without, double With) Draw()
        {
            double loss = Math.Exp(1.2 * Normal());
            return (loss, truth * loss * Math.Exp((0.4 * Normal()) - 0.08));
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
