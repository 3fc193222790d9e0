using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Runs.Metrics;
using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Evaluation;
using Descent.Training.Methods;
using Descent.Training.Observers;
using Descent.Training.Optimizers;

namespace Descent.Training.Loop;

/// <summary>One process's part of a run: from its newest checkpoint, or its start, to its end or to where it is stopped.</summary>
internal sealed class TrainingSession(RunFolder run, TrainingInputs inputs, TrainerSetup setup)
{
    private static int _running;
    private readonly TrainingPlan _plan = inputs.Plan;
    private readonly TrainingOptions _options = inputs.Plan.Training;
    private readonly Evaluator _evaluator = new(inputs.Network, inputs.Normalizer);

    /// <exception cref="InvalidOperationException">Another run trains in this process.</exception>
    public TrainingOutcome Run()
    {
        // libtorch has one default generator and one number of threads in a process: two runs at once would change each other's bits.
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            throw new InvalidOperationException("Another run trains in this process. Train one after the other, or each in a process of its own.");
        }

        try
        {
            return RunAlone();
        }
        finally
        {
            _running = 0;
        }
    }

    private TrainingOutcome RunAlone()
    {
        using IDisposable hold = run.Hold();
        using var parameters = new FlatParameters(inputs.Network);
        using Optimizer optimizer = _plan.Optimizer.Create(parameters, inputs.Threads);
        using WeightAveraging? averaging = _options.AverageDecay is { } decay ? new WeightAveraging(parameters, decay) : null;
        ITrainingMethod[] methods =
        [
            .. _options.ClipNorm is { } limit ? [new GradientClipping(limit)] : Array.Empty<ITrainingMethod>(),
            .. averaging is not null ? [averaging] : Array.Empty<ITrainingMethod>(),
        ];
        var state = new TrainingState(inputs.Network, parameters, optimizer, methods);
        var store = new CheckpointStore(run.CheckpointsPath, _options.KeepCheckpoints, Disk.Real);
        Checkpoint? newest = store.LoadNewest(out IReadOnlyList<string> notices);
        if (newest is not null)
        {
            state.Restore(newest);
        }

        using MetricsLog metrics = MetricsLog.Open(run.MetricsPath, state.Progress.MetricsLength);
        using MetricsLog timings = MetricsLog.OpenWhole(run.TimingsPath);
        using var events = new EventFileWriter(run.Path, setup.Clock, newest is null ? null : state.Progress.Step + 1);
        var observers = new ObserverList(
        [
            new MetricsObserver(metrics, _options.LogEvery), new TensorBoardObserver(events, _options.LogEvery),
            new TimingsObserver(timings, events, _options.LogEvery), .. setup.Observers,
        ]);
        using var checkpointer = new Checkpointer(new CheckpointerParts
        {
            Run = run,
            Store = store,
            Every = _options.CheckpointEvery,
            Metrics = metrics,
            Observers = observers,
        });
        checkpointer.Prepare(state);
        using IBatchReader reader = Loader.Open(inputs.Split.Train, inputs.Normalizer, inputs.Transforms, LoaderOptionsFrom(state.Progress));
        var loop = new TrainingLoop(new LoopParts
        {
            Plan = _plan,
            Network = inputs.Network,
            State = state,
            Reader = reader,
            Optimizer = optimizer,
            Methods = methods,
            Checkpointer = checkpointer,
            Observers = observers,
            Clock = setup.Clock,
            Validate = () => WithShippedWeights(parameters, averaging, Validate),
            OriginalId = OriginalId,
        });

        observers.RunStarted(new RunStart(
            run, _options.Epochs, reader.BatchesPerEpoch, state.Progress.Step, (inputs.Split.Train as IMapSource)?.Count,
            inputs.Split.Validation?.Count ?? 0, parameters.Count, inputs.Threads));
        foreach (string notice in inputs.Notices.Concat(notices))
        {
            observers.Noticed(notice);
        }

        TrainingEnd end = RunOrSave(loop, checkpointer, state);
        TrainingOutcome outcome = new()
        {
            End = end,
            Run = run,
            Steps = state.Progress.Step,
            Epochs = state.Progress.Epoch,
            Train = state.Progress.Train,
            Validation = _options.EarlyStop is null ? state.Progress.Validation : state.Progress.Best,
            Parameters = parameters.Count,
            Elapsed = loop.Elapsed,
            Waited = loop.Waited,
            ExamplesPerSecond = loop.Elapsed == TimeSpan.Zero ? 0 : loop.Examples / loop.Elapsed.TotalSeconds,
        };
        if (end != TrainingEnd.Interrupted)
        {
            outcome = Ship(outcome, state, store, parameters, averaging, observers);
        }

        observers.RunFinished(outcome);
        return outcome;
    }

    // What stops a run besides a refused step leaves the last whole step's state; it is saved before the error goes on.
    private TrainingEnd RunOrSave(TrainingLoop loop, Checkpointer checkpointer, TrainingState state)
    {
        try
        {
            TrainingEnd end = loop.Run(setup.Stop);
            checkpointer.SaveAndWait(state);
            return end;
        }
        catch (ExampleException)
        {
            checkpointer.SaveAndWait(state);
            throw;
        }
    }

    // The weights that are shipped stay in the network: the best when stopping early, else the last; averaged where that was asked.
    private TrainingOutcome Ship(
        TrainingOutcome outcome, TrainingState state, CheckpointStore store, FlatParameters parameters, WeightAveraging? averaging,
        ObserverList observers)
    {
        double seconds = state.Progress.Seconds;
        if (_options.EarlyStop is not null && state.Progress.BestStep is { } best && best != state.Progress.Step)
        {
            try
            {
                state.Restore(store.Load(best));
            }
            catch (CheckpointException e)
            {
                observers.Noticed($"{e.Message} The weights of step {outcome.Steps} are shipped in place of the best, those of step {best}.");
                outcome = outcome with { Validation = state.Progress.Validation };
            }
        }

        averaging?.Exchange(parameters.Values);
        outcome = outcome with { Test = inputs.Data.Test is { } test ? _evaluator.Score(test, _plan.Loss) : null };
        ModelArtifact.Write(run.ModelPath, DescribeModel(), state.Weights());
        run.WriteResult(new RunResult
        {
            Status = outcome.End == TrainingEnd.StoppedEarly ? RunStatus.EarlyStopped : RunStatus.Finished,
            Steps = outcome.Steps,
            Epochs = outcome.Epochs,
            TestLoss = outcome.Test?.Loss,
            TestAccuracy = outcome.Test?.Accuracy,
            ValidationAccuracy = outcome.Validation?.Accuracy,
            Parameters = outcome.Parameters,
            Seconds = seconds,
            ExamplesPerSecond = outcome.ExamplesPerSecond,
        });
        return outcome;
    }

    private ModelDescription DescribeModel() => new()
    {
        NetworkType = inputs.Network.GetType().Name,
        Architecture = (inputs.Network as IDescribedNetwork)?.Architecture,
        Input = inputs.Data.Train.Format.Input,
        ClassNames = inputs.Data.ClassNames,
        Normalizer = inputs.Normalizer,
        Dataset = inputs.Data.Name,
        Versions = Versions.All,
    };

    private Score? Validate() => inputs.Split.Validation is { } source ? _evaluator.Score(source, _plan.Loss) : null;

    private static T WithShippedWeights<T>(FlatParameters parameters, WeightAveraging? averaging, Func<T> work)
    {
        averaging?.Exchange(parameters.Values);
        try
        {
            return work();
        }
        finally
        {
            averaging?.Exchange(parameters.Values);
        }
    }

    // Users know an example by its place in the whole data set, not in the part that is trained on.
    private long OriginalId(long id) => inputs.Split.Train is SubsetSource subset ? subset.OriginalId(id) : id;

    private LoaderOptions LoaderOptionsFrom(TrainingProgress progress) => new()
    {
        BatchSize = _options.BatchSize,
        Prefetch = _options.Prefetch,
        Workers = _options.Workers,
        Seed = _options.Seed,
        StartEpoch = progress.Epoch,
        StartBatch = progress.Batch,
    };
}
