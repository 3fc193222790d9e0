using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Training.Optimizers;
using Descent.Training.Loop;

namespace Descent.Doctor.Tests.Checks;

/// <summary>Each check on a run that has what it looks for, and on one that lies just on the other side of its thresholds.</summary>
public sealed class CheckTests
{
    private static readonly Dictionary<string, (Action<SyntheticRun> Sick, Action<SyntheticRun> Near)> Cases = new()
    {
        ["class-imbalance"] = (
            run => run.Facts = run.Facts with { ClassCounts = [1000, 90, 500] },
            run => run.Facts = run.Facts with { ClassCounts = [1000, 101, 500] }),
        ["bad-initialization"] = (
            run => run.Probe(Quantity.LossMean, step => step == 1 ? 12 : 2),
            run => run.Probe(Quantity.LossMean, step => step == 1 ? 6 : 2)),
        ["strong-weight-decay"] = (
            run => Decay(run.Weights(Quantity.Weight, step => 10 * Math.Exp(-step / 200.0)).Probe(Quantity.LossMean, _ => 2)),
            run => Decay(run.Weights(Quantity.Weight, step => 10 * Math.Exp(-step / 800.0)).Probe(Quantity.LossMean, _ => 2))),
        ["high-learning-rate"] = (
            run => run.Weights(Quantity.Update, _ => 0.15).Probe(Quantity.LossMean, _ => 2.3),
            run => run.Weights(Quantity.Update, _ => 0.09).Probe(Quantity.LossMean, _ => 2.3)),
        ["low-learning-rate"] = (
            run => run.Weights(Quantity.Update, _ => 1e-5).Probe(Quantity.LossMean, step => 2.3 - (0.001 * step)),
            run => run.Weights(Quantity.Update, _ => 1e-4).Probe(Quantity.LossMean, step => 2.3 - (0.001 * step))),
        ["exploding-gradient"] = (
            run => run.Probe(Quantity.GradientNorm, step => step > 370 ? 20 : 0.1),
            run => run.Probe(Quantity.GradientNorm, step => step > 370 ? 9 : 0.1)),
        ["not-finite"] = (
            run => run.Refused = new RefusedStep(401, 8, 0, [3], "linear2", "the output is NaN"),
            run => run.Refused = null),
        ["tiny-batch-norm"] = (
            run => Normalized(run, 4),
            run => Normalized(run, 8)),
        ["evaluation-mismatch"] = (
            run => run.Epoch(Quantity.EvaluatedAccuracy, epoch => 0.7 - (0.85 * Math.Exp(-epoch))),
            run => run.Epoch(Quantity.EvaluatedAccuracy, epoch => 0.85 - (0.85 * Math.Exp(-epoch)))),
        ["saturation"] = (
            run => run.Probe(Quantity.Saturated("relu1"), _ => 0.65).Probe(Quantity.LossMean, _ => 2),
            run => run.Probe(Quantity.Saturated("relu1"), _ => 0.55).Probe(Quantity.LossMean, _ => 2)),
        ["vanishing-gradient"] = (
            run => run.Probe(Quantity.Gradient("linear1.weight"), _ => 0.0004),
            run => run.Probe(Quantity.Gradient("linear1.weight"), _ => 0.0006)),
        ["dead-relu"] = (
            run => run.Probe(Quantity.Dead("relu2"), _ => 0.6).Probe(Quantity.LossMean, _ => 2),
            run => run.Probe(Quantity.Dead("relu2"), step => step == 390 ? 0.4 : 0.6).Probe(Quantity.LossMean, _ => 2)),
        ["unchanged-parameter"] = (
            run => run.Probe(Quantity.Gradient("linear2.weight"), _ => 0),
            run => run.Probe(Quantity.Gradient("linear2.weight"), step => step == 1 ? 1e-9 : 0)),
        ["label-noise"] = (
            run => run.Epoch(Quantity.EvaluatedAccuracy, _ => 0.8).Epoch(Quantity.EvaluatedWrong, _ => 102).Epoch(Quantity.EvaluatedFarWrong, _ => 0.45).Epoch(Quantity.EpochAccuracy, _ => 0.75),
            run => run.Epoch(Quantity.EvaluatedAccuracy, _ => 0.8).Epoch(Quantity.EvaluatedWrong, _ => 102).Epoch(Quantity.EvaluatedFarWrong, _ => 0.35).Epoch(Quantity.EpochAccuracy, _ => 0.75)),
        ["loss-spike"] = (
            run => run.Probe(Quantity.LossGreatest, step => step == 300 ? 8 : 0.3),
            run => run.Probe(Quantity.LossGreatest, step => step == 300 ? 1.1 : 0.3)),
        ["small-batch"] = (
            run => Noisy(run, 200),
            run => Noisy(run, 120)),
        ["large-batch"] = (
            run => run.Probe(Quantity.NoiseScale, _ => 2).Probe(Quantity.LossMean, _ => 1),
            run => run.Probe(Quantity.NoiseScale, _ => 4).Probe(Quantity.LossMean, _ => 1)),
        ["oscillation"] = (
            run => run.Probe(Quantity.GradientCosine, _ => -0.6),
            run => run.Probe(Quantity.GradientCosine, _ => -0.4)),
        ["divergence"] = (
            run => run.Probe(Quantity.LossMean, step => 2.3 * Math.Exp(step / 100.0)),
            run => run.Probe(Quantity.LossMean, step => 2.3 * Math.Exp(step / 1000.0))),
        ["overfitting"] = (
            run => run.Epoch(Quantity.ValidationLoss, epoch => 1 + (0.2 * Math.Abs(epoch - 2))),
            run => run.Epoch(Quantity.ValidationLoss, epoch => 1 + (0.01 * Math.Abs(epoch - 2)))),
        ["underfitting"] = (
            run => Resting(run, 1.2),
            run => Resting(run, 0.6)),
        ["plateau"] = (
            run => run.Probe(Quantity.LossMean, _ => 2.3),
            run => run.Probe(Quantity.LossMean, _ => 2)),
        ["memory-creep"] = (
            run => run.Probe(Quantity.Memory, step => 500e6 + (step * 1e6)),
            run => run.Probe(Quantity.Memory, step => 500e6 + (step * 1e5))),
        ["reader-starved"] = (
            run => run.Probe(Quantity.ReaderWait, _ => 0.15),
            run => run.Probe(Quantity.ReaderWait, step => step % 40 == 0 ? 0.05 : 0.09)),
        ["converged"] = (
            run => run.Probe(Quantity.LossMean, step => step > 250 ? 0.05 : 1),
            run => run.Probe(Quantity.LossMean, step => step > 350 ? 0.05 : 1)),
    };

    public static TheoryData<string> Ids => [.. Cases.Keys];

    [Fact]
    public void Every_check_that_is_not_made_before_the_first_step_is_here() =>
        Assert.Equal(CheckCatalog.All.Where(check => check is not PreflightCheck).Select(check => check.Id).Order(), Cases.Keys.Order());

    [Fact]
    public void On_one_core_neither_reading_ahead_nor_workers_are_advised_against_a_slow_reader()
    {
        // Of 2 ms for 32 examples 0.5 ms are reading.
        SyntheticRun run = new SyntheticRun().Probe(Quantity.ReaderWait, _ => 0.25);
        Assert.Equal(["--workers", "2"], run.Ask("reader-starved")!.Options);
        run.Facts = run.Facts with { Cores = 1 };

        Finding found = run.Ask("reader-starved")!;

        Assert.Empty(found.Options);
        Assert.Equal([64_000.0, 16_000.0], found.Evidence.Where(one => one.Name.StartsWith("reader's", StringComparison.Ordinal) || one.Name.StartsWith("predicted", StringComparison.Ordinal)).Select(one => one.Value));
    }

    [Fact]
    public void Overfitting_is_answered_with_a_weight_decay_that_the_optimizer_does_not_have_yet()
    {
        string Advice(OptimizerOptions optimizer)
        {
            var run = new SyntheticRun { Optimizer = optimizer }.Epoch(Quantity.ValidationLoss, epoch => 1 + (0.2 * Math.Abs(epoch - 2)));
            return run.Ask("overfitting")!.Options[^1];
        }

        Assert.Equal("0.01", Advice(new MomentumOptions { LearningRate = 0.01 }));
        Assert.Equal("0.001", Advice(new AdamOptions { LearningRate = 0.001 }));
        Assert.Equal("0.1", Advice(new AdamWOptions { LearningRate = 0.001 }));
        Assert.Equal("0.1", Advice(new AdamWOptions { LearningRate = 0.001, WeightDecay = 0 }));
        Assert.Equal("0.002", Advice(new SgdOptions { LearningRate = 0.01, WeightDecay = 2e-4 }));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Speaks_past_its_threshold_and_is_silent_before_it(string check)
    {
        SyntheticRun sick = new(), near = new();
        Cases[check].Sick(sick);
        Cases[check].Near(near);

        Finding found = Assert.IsType<Finding>(sick.Ask(check));
        Assert.Equal(check, found.Check);
        Assert.NotEmpty(found.What);
        Assert.NotEmpty(found.Evidence);
        Assert.Equal(check == "converged", found.Severity == Severity.Note);
        Assert.Null(near.Ask(check));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Says_nothing_of_a_run_that_has_only_begun(string check)
    {
        // What is known before the first step, or refused in it, needs no more than that.
        if (check is "class-imbalance" or "not-finite" or "tiny-batch-norm" or "bad-initialization")
        {
            return;
        }

        SyntheticRun sick = new();
        Cases[check].Sick(sick);

        Assert.Null(sick.Ask(check, last: 1));
    }

    private static void Decay(SyntheticRun run) => run.Optimizer = run.Optimizer with { WeightDecay = 0.1 };

    private static void Normalized(SyntheticRun run, int batch)
    {
        run.Facts = run.Facts with { Layers = [.. run.Facts.Layers, new LayerFacts("norm", "BatchNorm1d", [])] };
        run.Training = run.Training with { BatchSize = batch };
    }

    private static void Noisy(SyntheticRun run, double scale) =>
        Of(run, 8).Probe(Quantity.NoiseScale, _ => scale).Probe(Quantity.LossMean, _ => 1).Probe(Quantity.LossDeviation, _ => 0.8);

    private static SyntheticRun Of(SyntheticRun run, int batch)
    {
        run.Training = run.Training with { BatchSize = batch };
        return run;
    }

    private static void Resting(SyntheticRun run, double loss) =>
        run.Probe(Quantity.LossMean, _ => loss).Epoch(Quantity.EpochLoss, _ => loss).Epoch(Quantity.EvaluatedLoss, _ => loss).Epoch(Quantity.ValidationLoss, _ => loss);
}
