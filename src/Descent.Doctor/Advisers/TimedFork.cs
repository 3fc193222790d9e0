using System.Diagnostics;
using Descent.Data;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Forks;
using Descent.Training.Observers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Advisers;

/// <summary>The steps of a fork that is made for its time alone: from the initial weights, at a rate of next to nothing.</summary>
internal static class TimedFork
{
    private const double Rate = 1e-9;
    private const int LeastSteps = 8;
    private const int MostSteps = 10_000;

    /// <summary>The whole batches of the fork but the first quarter, in which threads start and caches fill.</summary>
    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="time">How long it goes on, at least eight steps.</param>
    /// <param name="change">What is measured.</param>
    public static IReadOnlyList<StepReport> Run(
        RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, TimeSpan time, Func<TrainingOptions, TrainingOptions> change)
    {
        int steps = 0;
        long start = 0;
        ForkResult fork = Fork.Run(run, makeNetwork, data, new ForkRequest
        {
            FromStart = true,
            Steps = MostSteps,
            Change = plan => plan with { Optimizer = plan.Optimizer with { LearningRate = Rate }, Training = change(plan.Training) },
            IsEnough = _ =>
            {
                start = steps == 0 ? Stopwatch.GetTimestamp() : start;
                return ++steps >= LeastSteps && Stopwatch.GetElapsedTime(start) > time;
            },
        });
        int whole = fork.Steps.Max(step => step.Examples);
        return [.. fork.Steps.Where(step => step.Examples == whole).Skip(fork.Steps.Count / 4)];
    }
}
