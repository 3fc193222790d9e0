using System.Globalization;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Forks;
using Descent.Training.Losses;
using Descent.Training.Observers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Proofs;

/// <summary>Plateau or converged? What the place is at which a run's newest checkpoint stands, proven on forks of it.</summary>
/// <param name="Evidence">What was measured.</param>
/// <param name="Answer">What it is.</param>
/// <param name="Reason">Why, in a sentence or two.</param>
/// <param name="Options">The change that leads away, as words for the command line; empty where none was found or none is needed.</param>
/// <param name="Layers">The parameters whose gradient has vanished; empty but for that answer.</param>
public sealed record PlateauProof(PlateauEvidence Evidence, PlateauAnswer Answer, string Reason, IReadOnlyList<string> Options, IReadOnlyList<string> Layers)
{
    // Where the schedule has let the rate down below that nothing would differ.
    private const double LeastFactor = 0.1;
    private const double RateFactor = 10;
    private const int BatchFactor = 4;
    private const int Looks = 8;

    // Of Student's distribution with Looks + 1 − 2 degrees of freedom.
    private const double Student = 2.365;

    /// <summary>Measures slope and curvature where the newest checkpoint stands, and tries a rate ten times as high, one ten times as low, and a batch four times as large.</summary>
    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="steps">Steps of each fork, 16 or more.</param>
    /// <param name="progress">Is told what is being done.</param>
    public static PlateauProof Run(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, int steps, IProgress<string>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2 * Looks);
        var request = new ForkRequest { Steps = steps, LeastFactor = LeastFactor };
        TrainingPlan plan = TrainingPlan.From(run.Manifest);
        int batchSize = plan.Training.BatchSize;
        ForkResult Go(ForkRequest asked, Action<ProbedRun, int> measure) => MeasuringProbe.Run(run, makeNetwork, data, asked, measure);
        (double loss, double guessing, int examples, LossSlope? slope, LossCurvature? curvature, LossWalk? descent) = (0, 0, 0, null, null, null);

        progress?.Report("measuring slope and curvature");

        // Differences of gradients are taken in float32, whatever the layers of the run compute in.
        _ = Go(request with { Steps = 1, Change = changed => changed with { Training = changed.Training with { Precision = Precision.Fp32 } } }, (at, made) =>
        {
            if (made == 0)
            {
                using var sample = new LossSample(at, batchSize);
                (loss, examples) = (sample.Losses().Average(), sample.Count * sample.BatchSize);
                (slope, float[] gradient) = LossSlope.Measure(at, sample, batchSize);
                curvature = LossCurvature.Measure(at, sample, slope, gradient);
                descent = LossWalk.Down(sample);
            }
        });
        if (plan.Loss is CrossEntropyLoss && data.ClassNames.Count > 1)
        {
            guessing = Math.Log(data.ClassNames.Count);
        }
        else
        {
            _ = Go(request with { Steps = 1, FromStart = true }, (at, made) => guessing = made == 0 ? Look(at, batchSize) : guessing);
        }

        progress?.Report("going on as it is");
        List<(int Step, double Loss)> looks = [];
        ForkResult without = Go(request, (at, made) =>
        {
            if (looks.Count <= Looks && made == looks.Count * steps / Looks)
            {
                looks.Add((made, Look(at, batchSize)));
            }
        });
        double rate = plan.Optimizer.LearningRate * without.RateFactor;
        List<PlateauTrial> trials = [];
        foreach ((string[] options, Func<TrainingPlan, TrainingPlan> change) in Changes(rate, batchSize, (data.Train as IMapSource)?.Count))
        {
            progress?.Report($"trying {string.Join(' ', options)}");
            trials.Add(Compare(options, Fork.Run(run, makeNetwork, data, request with { Change = change }), without, guessing));
        }

        return PlateauJudge.Judge(new PlateauEvidence
        {
            FirstStep = without.FirstStep,
            Steps = steps,
            LearningRate = rate,
            Loss = loss,
            Guessing = guessing,
            Examples = examples,
            Fall = without.IsRefused ? Interval.None : FallOf(looks, PlateauEvidence.ScaleOf(loss, guessing)),
            Trials = trials,
            Slope = slope!,
            Curvature = curvature!,
            Descent = descent!,
        });
    }

    private static IEnumerable<(string[] Options, Func<TrainingPlan, TrainingPlan> Change)> Changes(double rate, int batchSize, long? examples)
    {
        foreach (double factor in new[] { RateFactor, 1 / RateFactor })
        {
            yield return (
                ["--learning-rate", Word(rate * factor)],
                plan => plan with { Optimizer = plan.Optimizer with { LearningRate = plan.Optimizer.LearningRate * factor } });
        }

        long larger = Math.Min((long)batchSize * BatchFactor, examples ?? long.MaxValue);
        if (larger > batchSize)
        {
            string[] options = ["--batch-size", larger.ToString(CultureInfo.InvariantCulture)];
            yield return (options, plan => PlanChange.Apply(plan, options, out _));
        }
    }

    private static PlateauTrial Compare(IReadOnlyList<string> options, ForkResult with, ForkResult without, double guessing)
    {
        double loss = LossRatio.Late(with), before = LossRatio.Late(without);
        return with.IsRefused || without.IsRefused
            ? new PlateauTrial(options, loss, double.NaN, Interval.None)
            : new PlateauTrial(options, loss, (before - loss) / PlateauEvidence.ScaleOf(before, guessing), LossRatio.Of(with.Losses, without.Losses));
    }

    // By the line of least squares through what the sample's loss was on the way: a run that only wanders has no slope beyond its scatter.
    private static Interval FallOf(List<(int Step, double Loss)> looks, double scale)
    {
        double meanStep = looks.Average(look => look.Step), meanLoss = looks.Average(look => look.Loss);
        double spread = looks.Sum(look => (look.Step - meanStep) * (look.Step - meanStep));
        double slope = looks.Sum(look => (look.Step - meanStep) * (look.Loss - meanLoss)) / spread;
        double scatter = looks.Sum(look => Math.Pow(look.Loss - meanLoss - (slope * (look.Step - meanStep)), 2)) / (looks.Count - 2);
        int steps = looks[^1].Step;
        double half = Student * Math.Sqrt(scatter / spread) * steps / scale;
        double fall = -slope * steps / scale;
        return new(fall, fall - half, fall + half);
    }

    private static string Word(double value) =>
        value.ToString("G3", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal);

    private static double Look(ProbedRun at, int batchSize)
    {
        using var sample = new LossSample(at, batchSize);
        return sample.Losses().Average();
    }
}
