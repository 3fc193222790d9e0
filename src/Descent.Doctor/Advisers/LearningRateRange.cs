using Descent.Data;
using Descent.Runs;
using Descent.Training.Forks;
using Descent.Training.Schedules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Advisers;

/// <summary>A range test on a fork (Smith 2017): the rate rises step by step until the loss does, and the steepest fall on the way is the advice.</summary>
/// <param name="Rates">The learning rate of each step.</param>
/// <param name="Losses">The loss of each step, smoothed.</param>
/// <param name="Suggested">The rate where the loss fell fastest; null where it never fell.</param>
/// <param name="Highest">The rate from which the loss rose or was not finite; null where it never did.</param>
public sealed record LearningRateRange(IReadOnlyList<double> Rates, IReadOnlyList<double> Losses, double? Suggested, double? Highest)
{
    private const double Smoothing = 0.9;

    // As Lightning's: from here on there is nothing to learn from it.
    private const double Enough = 4;

    // A fall that is no more than the noise of a few batches is none.
    private const double LeastFall = 0.02;

    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="low">The rate that it begins with, above 0.</param>
    /// <param name="high">The rate that it ends with.</param>
    /// <param name="steps">Steps from one to the other, 20 or more.</param>
    public static LearningRateRange Find(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, double low, double high, int steps)
    {
        double average = 0, best = double.PositiveInfinity;
        int count = 0;
        List<double> smooth = [];
        bool IsEnough(double loss)
        {
            average = (Smoothing * average) + ((1 - Smoothing) * loss);
            double corrected = average / (1 - Math.Pow(Smoothing, ++count));
            smooth.Add(corrected);
            best = Math.Min(best, corrected);
            return count > 10 && corrected > Enough * best;
        }

        ForkResult fork = Fork.Run(run, makeNetwork, data, new ForkRequest
        {
            FromStart = true,
            Steps = steps,
            Schedule = new SweepSchedule(0, steps, low, high),
            Change = plan => plan with { Optimizer = plan.Optimizer with { LearningRate = 1 }, Training = plan.Training with { ClipNorm = null } },
            IsEnough = IsEnough,
        });
        double[] rates = [.. Enumerable.Range(0, smooth.Count).Select(i => low * Math.Pow(high / low, i / (steps - 1.0)))];
        int least = smooth.Count == 0 ? 0 : smooth.IndexOf(smooth.Min());
        bool falls = smooth.Count > 10 && smooth[least] < (1 - LeastFall) * smooth.Take(5).Average();

        // The slope over the logarithm of the rate, between neighbours a tenth of the way apart, up to the least loss.
        int span = Math.Max(1, steps / 20);
        int steepest = Enumerable.Range(span, Math.Max(0, least - (2 * span))).DefaultIfEmpty(0).MinBy(i => i == 0 ? 0 : smooth[i + span] - smooth[i - span]);
        bool rises = fork.IsRefused || (smooth.Count > 0 && smooth.Skip(least).Max() > 1.2 * smooth[least]);
        return new LearningRateRange(rates, smooth, falls && steepest > 0 ? rates[steepest] : null, rises ? rates[least] : null);
    }
}
