using Descent.Data;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Schedules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Forks;

/// <summary>Goes on with a run's state in memory, with something changed, for some steps; the run and its folder stay as they are, to the bit.</summary>
internal static class Fork
{
    /// <param name="run">The run.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="request">From where, how far and with what changed.</param>
    /// <exception cref="RunConfigurationException">The change does not fit the run.</exception>
    public static ForkResult Run(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, ForkRequest request)
    {
        TrainingPlan plan = ComputePlan(TrainingPlan.From(run.Manifest));
        Schedule schedule = plan.Training.Schedule!;
        int epochs = plan.Training.Epochs;
        TrainingPlan own = plan;
        plan = request.Change(plan);
        var record = new ForkRecord(run, (own, plan), request);

        // The rate stands still at what it was where the fork begins, so that the change is all that differs.
        long? stepsPerEpoch = data.Train is IMapSource ? StepsPerEpoch(data, own.Training) : null;
        double factor = request.FromStart ? 1 : Math.Max(request.LeastFactor, schedule.Factor(record.FirstStep, new RunLength(epochs, stepsPerEpoch)));
        plan = plan with { Training = plan.Training with { Schedule = request.Schedule ?? new FixedSchedule(factor), Epochs = 1_000_000 } };
        using CancellationTokenSource stop = new();
        var watch = new ForkWatch(request, stop.Cancel);
        var setup = new TrainerSetup { Observers = [watch], Probe = request.Probe, Stop = stop.Token };
        TrainingInputs inputs = TrainingInputs.Prepare(plan, makeNetwork, data, new SoloCollective());
        bool isRefused = false;
        try
        {
            _ = new TrainingSession(run, inputs, setup, record).Run();
        }
        catch (NonFiniteException)
        {
            isRefused = true;
        }

        return new ForkResult(record.FirstStep, factor, watch.Steps, isRefused);
    }

    // What surrounds a run but is no part of what it learns is left out.
    private static TrainingPlan ComputePlan(TrainingPlan plan) => plan with
    {
        Training = plan.Training with
        {
            Threads = Math.Min(Math.Max(1, plan.Training.Threads), Environment.ProcessorCount),
            EarlyStop = null,
            CheckpointEvery = 0,
            ShardOptimizer = false,
            Parallel = null,
            MicroBatches = 0,
        },
    };

    private static long StepsPerEpoch(Dataset data, TrainingOptions options)
    {
        long count = ((IMapSource)DataSplit.Make(data, options.Validation, options.Seed).Train).Count;
        return (count + options.BatchSize - 1) / options.BatchSize;
    }
}
