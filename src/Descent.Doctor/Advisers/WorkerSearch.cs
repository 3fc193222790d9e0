using System.Diagnostics;
using Descent.Data;
using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Observers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Advisers;

/// <summary>Numbers of workers that were tried on forks of a run: reading and training by themselves, and both together.</summary>
/// <param name="Trials">What was tried, from the cheapest to the dearest.</param>
public sealed record WorkerSearch(IReadOnlyList<WorkerTrial> Trials)
{
    private const double WorthChanging = 0.99;
    private const int Rounds = 2;

    /// <summary>The cheapest of those that no other could better by a hundredth: all that another reader can save is the wait.</summary>
    public WorkerTrial Best => Trials.First(trial => trial.Together >= WorthChanging * Math.Min(Trials.Max(other => other.Together), trial.Together / (1 - trial.Waited)));

    /// <summary>Tries reading on the training thread, and with 1, 2, 4 and so on to twice as many workers as cores.</summary>
    /// <param name="run">The run, which stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that it was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="each">How long each is measured, twice alone and twice beside the training.</param>
    public static WorkerSearch Find(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, TimeSpan each)
    {
        var plan = TrainingPlan.From(run.Manifest);
        int ahead = Math.Max(4, plan.Training.Prefetch);
        int most = data.Train is IMapSource ? 2 * Environment.ProcessorCount : 1; // A stream is read by one.
        List<(int Prefetch, int Workers)> settings = [(0, 1)];
        for (int workers = 1; workers <= most; workers *= 2)
        {
            settings.Add((Math.Max(ahead, 2 * workers), workers));
        }

        // In turns, so that what disturbs the machine meanwhile disturbs all alike; the faster turn of each counts.
        TrainingInputs inputs = TrainingInputs.Prepare(plan, makeNetwork, data, new SoloCollective());
        using Module<Tensor, Tensor> unused = inputs.Network; // What is read alone is read for nobody.
        var trials = new WorkerTrial[settings.Count];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < trials.Length; i++)
            {
                WorkerTrial now = Try(run, inputs, makeNetwork, data, settings[i].Prefetch, settings[i].Workers, each);
                trials[i] = round == 0 || now.Together > trials[i].Together ? now : trials[i];
            }
        }

        return new WorkerSearch(trials);
    }

    private static WorkerTrial Try(RunFolder run, TrainingInputs inputs, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, int prefetch, int workers, TimeSpan each)
    {
        double reader = Read(inputs, prefetch, workers, each);
        IReadOnlyList<StepReport> steps = TimedFork.Run(run, makeNetwork, data, each, options => options with { Prefetch = prefetch, Workers = workers });
        double examples = steps.Sum(step => step.Examples);
        double all = steps.Sum(step => step.Elapsed.TotalSeconds), waited = steps.Sum(step => step.Waited.TotalSeconds);
        return new WorkerTrial(prefetch, workers, reader, examples / (all - waited), examples / all, waited / all);
    }

    private static double Read(TrainingInputs inputs, int prefetch, int workers, TimeSpan each)
    {
        TrainingOptions options = inputs.Plan.Training;
        using IBatchReader reader = Loader.Open(inputs.Split.Train, inputs.Normalizer, inputs.Transforms, new LoaderOptions
        {
            BatchSize = options.BatchSize,
            Prefetch = prefetch,
            Workers = workers,
            Seed = options.Seed,
        });
        long examples = 0, start = 0;

        // What is read ahead before the first batch is asked for would count for nothing.
        for (int batches = -prefetch - workers; batches < 1 || Stopwatch.GetElapsedTime(start) < each; batches++)
        {
            start = batches == 0 ? Stopwatch.GetTimestamp() : start;
            Batch? batch;
            while (!reader.TryNext(out batch))
            {
            }

            examples += batches < 0 ? 0 : batch.Count;
        }

        return examples / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
