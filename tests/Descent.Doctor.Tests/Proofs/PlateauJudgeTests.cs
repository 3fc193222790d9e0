using Descent.Doctor.Proofs;

namespace Descent.Doctor.Tests.Proofs;

public sealed class PlateauJudgeTests
{
    private static readonly Interval Same = new(1, 0.99, 1.01);
    private static readonly Interval Lower = new(0.8, 0.78, 0.82);

    private static readonly LossWalk Nowhere = new(0, 0, 0);

    // The bottom: flat, curved upward, nothing helps.
    private static readonly PlateauEvidence Bottom = new()
    {
        FirstStep = 1000,
        Steps = 200,
        LearningRate = 0.1,
        Loss = 1,
        Guessing = 2.3,
        Examples = 1024,
        Fall = new(0.001, -0.01, 0.012),
        Trials = [new(["--learning-rate", "1"], 1, 0, Same), new(["--learning-rate", "0.01"], 1, 0, Same), new(["--batch-size", "256"], 1, 0, Same)],
        Slope = new LossSlope(0.01, 0.02, 0.3, [new("first.weight", true, 0.01, 0.1), new("middle.weight", true, 0.01, 0.1), new("last.weight", true, 0.02, 0.2), new("last.bias", false, 0.1, 1)]),
        Curvature = new LossCurvature(10, -0.01, 0.05, 0.01, 25, 1e-5, Nowhere),
        Descent = Nowhere,
    };

    [Fact]
    public void The_bottom_is_a_minimum() => Is(PlateauAnswer.Minimum, Bottom);

    [Fact]
    public void At_the_loss_of_guessing_a_minimum_means_that_nothing_can_be_learned() => Assert.Contains("belong together", Is(PlateauAnswer.Minimum, Bottom with { Loss = 2.29 }).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_fall_beyond_its_scatter_is_still_improving()
    {
        Is(PlateauAnswer.StillImproving, Bottom with { Fall = new(0.05, 0.01, 0.09) });
        Is(PlateauAnswer.Minimum, Bottom with { Fall = new(0.05, -0.01, 0.11) });
        // 3 % in a quarter of 1,000 steps are 2.4 % in 200.
        Is(PlateauAnswer.StillImproving, Bottom with { Fall = new(0.0245, 0.02, 0.03) });
        Is(PlateauAnswer.Minimum, Bottom with { Fall = new(0.0235, 0.02, 0.03) });
    }

    [Fact]
    public void A_change_that_helps_by_more_than_noise_and_a_little_makes_it_a_ledge()
    {
        PlateauTrial Try(double gain, Interval ratio) => new(["--learning-rate", "1"], 0.8, gain, ratio);

        PlateauProof proof = Is(PlateauAnswer.Ledge, Bottom with { Trials = [Try(0.2, Lower), new(["--batch-size", "256"], 0.7, 0.3, Lower)] });
        Assert.Equal(["--batch-size", "256"], proof.Options);
        Is(PlateauAnswer.Minimum, Bottom with { Trials = [Try(0.2, new Interval(0.8, 0.5, 1.1))] });
        Is(PlateauAnswer.Minimum, Bottom with { Trials = [Try(0.02, new Interval(0.98, 0.97, 0.99))] });
        Is(PlateauAnswer.Minimum, Bottom with { Trials = [Try(double.NaN, Interval.None)] });
    }

    [Fact]
    public void A_slope_that_leads_down_where_no_trial_got_is_a_ledge_too()
    {
        Assert.Contains("20% lower", Is(PlateauAnswer.Ledge, Bottom with { Descent = new(0.2, 0.01, 3) }).Reason, StringComparison.Ordinal);
        Is(PlateauAnswer.Minimum, Bottom with { Descent = new(0.2, 0.15, 3) });
        Is(PlateauAnswer.Minimum, Bottom with { Descent = new(0.02, 0.001, 3) });
    }

    [Fact]
    public void Curved_downward_with_a_way_down_is_a_saddle_and_without_one_not_decidable()
    {
        LossCurvature down = Bottom.Curvature with { Smallest = -2, Walk = new(0.2, 0.01, 1) };

        Assert.Contains("20%", Is(PlateauAnswer.Saddle, Bottom with { Curvature = down }).Reason, StringComparison.Ordinal);
        Assert.Equal(["--learning-rate", "1"], Is(PlateauAnswer.Saddle, Bottom with { Curvature = down, Trials = [new(["--learning-rate", "1"], 0.8, 0.2, Lower)] }).Options);
        Is(PlateauAnswer.NotDecidable, Bottom with { Curvature = down with { Walk = Nowhere } });
        Is(PlateauAnswer.NotDecidable, Bottom with { Curvature = down with { Walk = new(0.2, 0.2, 1) } });
        // A ripple, and what is within the error.
        Is(PlateauAnswer.Minimum, Bottom with { Curvature = down with { Smallest = -0.09, Error = 0.001 } });
        Is(PlateauAnswer.Minimum, Bottom with { Curvature = down with { Smallest = -2, Error = 1.5 } });
    }

    [Fact]
    public void On_a_slope_that_a_step_sees_it_is_no_saddle() => Is(
        PlateauAnswer.Ledge, Bottom with
        {
            Slope = Bottom.Slope with { Norm = 3 },
            Curvature = Bottom.Curvature with { Smallest = -2, Walk = new(0.2, 0.01, 1), StepGain = 0.5 },
            Trials = [new(["--learning-rate", "0.01"], 0.8, 0.2, Lower)],
        });

    [Fact]
    public void Weights_that_get_next_to_nothing_have_lost_their_gradient()
    {
        LossSlope With(double relative) => Bottom.Slope with { Parameters = [new("first.weight", true, 1e-6, relative), .. Bottom.Slope.Parameters.Skip(1)] };

        Assert.Equal(["first.weight"], Is(PlateauAnswer.VanishedGradient, Bottom with { Slope = With(1e-4) }).Layers);
        // 1/200 of the last is little only while the loss rests at that of guessing.
        Is(PlateauAnswer.VanishedGradient, Bottom with { Slope = With(1e-3), Loss = 2.29 });
        Is(PlateauAnswer.Minimum, Bottom with { Slope = With(1e-3) });
    }

    [Fact]
    public void Where_no_weight_gets_anything_it_is_vanished_however_equal_they_are_unless_the_examples_are_learned()
    {
        LossSlope dead = Bottom.Slope with { Parameters = [new("first.weight", true, 0, double.NaN), new("last.weight", true, 0, double.NaN), new("last.bias", false, 0.1, 1)] };

        Assert.Equal(["first.weight", "last.weight"], Is(PlateauAnswer.VanishedGradient, Bottom with { Slope = dead }).Layers);
        Is(PlateauAnswer.Minimum, Bottom with { Slope = dead, Loss = 0.05 });
    }

    [Fact]
    public void What_the_numbers_do_not_tell_is_not_decidable()
    {
        Is(PlateauAnswer.NotDecidable, Bottom with { Curvature = Bottom.Curvature with { Largest = 0.05 } });
        Is(PlateauAnswer.NotDecidable, Bottom with { Slope = Bottom.Slope with { Norm = 3 }, Curvature = Bottom.Curvature with { StepGain = 0.5 } });
        Is(PlateauAnswer.NotDecidable, Bottom with { Slope = Bottom.Slope with { Norm = 3 }, Curvature = Bottom.Curvature with { StepGain = double.NaN } });
        Is(PlateauAnswer.NotDecidable, Bottom with { Loss = double.NaN });
        Is(PlateauAnswer.NotDecidable, Bottom with { Fall = Interval.None });
        Is(PlateauAnswer.NotDecidable, Bottom with { Curvature = Bottom.Curvature with { Smallest = double.NaN } });
    }

    [Fact]
    public void Every_line_of_its_table_says_what_it_means()
    {
        IReadOnlyList<PlateauRow> rows = PlateauTable.Rows(Bottom);

        Assert.Equal(
            ["loss", "as it is, at rate 0.1", "--learning-rate 1", "--learning-rate 0.01", "--batch-size 256", "slope over the noise of a step", "to gain in one best step down", "a walk along the slope", "largest curvature", "smallest curvature", "a walk along the smallest", "least gradient of a weight"],
            rows.Select(row => row.Measured));
        Assert.All(rows, row => Assert.NotEqual("", row.Meaning));
        Assert.Contains(rows, row => row is { Value: "10 ± 0.05", Meaning: "curved upward" });
        Assert.Contains(rows, row => row is { Value: "0.5 of the last weight's, at first.weight", Meaning: "it is reached" });
    }

    private static PlateauProof Is(PlateauAnswer answer, PlateauEvidence evidence)
    {
        PlateauProof proof = PlateauJudge.Judge(evidence);
        Assert.Equal(answer, proof.Answer);
        return proof;
    }
}
