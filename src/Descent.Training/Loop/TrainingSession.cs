using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Runs;
using Descent.Torch.Networks;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Evaluation;
using Descent.Training.Methods;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Splitting;
using Descent.Training.Summing;

namespace Descent.Training.Loop;

/// <summary>One process's part of a run: from its newest checkpoint, or its start, to its end or to where it is stopped.</summary>
/// <param name="run">The run.</param>
/// <param name="inputs">What it is made from.</param>
/// <param name="setup">What surrounds it.</param>
/// <param name="fork">Where a fork reads from and writes nothing; null for the run itself.</param>
internal sealed class TrainingSession(RunFolder run, TrainingInputs inputs, TrainerSetup setup, IRunRecord? fork = null)
{
    private static int _running;
    private readonly NetworkShard _shard = inputs.Shard;
    private readonly ICollective _ranks = inputs.Shard.Grid.Replicas;
    private readonly TrainingPlan _plan = inputs.Plan;
    private readonly TrainingOptions _options = inputs.Plan.Training;
    private readonly ForwardPass _forward = inputs.Shard.Stage is { } stage
        ? new StageForward(inputs.Shard.Network, inputs.Plan.Training.Precision, inputs.Plan.Training.Layout, stage)
        : new ForwardPass(inputs.Shard.Network, inputs.Plan.Training.Precision, inputs.Plan.Training.Layout, inputs.Place);

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
        using RankGrid grid = _shard.Grid;
        int shardCount = _options.ShardOptimizer ? _ranks.Size : 1;
        using var alone = new SoloCollective();
        ICollective writers = shardCount > 1 ? _ranks : _shard.IsSplit && _ranks.Rank == 0 ? grid.Parts : alone;
        using IRunRecord record = fork ?? (grid.All.Rank == 0
            ? new FolderRecord(run, _options, writers, setup.Clock) : new NoRecord(run, _options.CheckpointEvery, writers));
        using var parameters = new FlatParameters(_shard.Network, _options.Layout, inputs.Place, shardCount);
        OptimizerShards? shards = shardCount > 1 ? new OptimizerShards(parameters, _ranks) : null;
        using Optimizer optimizer = _plan.Optimizer.Create(shards?.Own ?? new ParameterShard(parameters), inputs.Threads);
        using WeightAveraging? averaging = _options.AverageDecay is { } decay ? new WeightAveraging(parameters, decay) : null;
        using SplitNorm? norm = _shard.IsSplit ? new SplitNorm(_shard, parameters) : null;
        ITrainingMethod[] methods =
        [
            .. _options.ClipNorm is { } limit ? [new GradientClipping(limit, norm is null ? null : norm.Compute)] : Array.Empty<ITrainingMethod>(),
            .. averaging is not null ? [averaging] : Array.Empty<ITrainingMethod>(),
        ];
        var state = new TrainingState(_shard.Network, parameters, optimizer, methods, shards);
        using WholeState? whole = _shard.IsSplit ? new WholeState(state, _shard) : null;
        ISavedState saved = whole ?? (ISavedState)state;
        state.Progress.LossScale = _options.Precision == Precision.Fp16 ? LossScaling.First : null;
        saved.Collect();
        IReadOnlyList<string> notices = record.Restore(saved);
        saved.Spread();
        SharedStart.Make(state, _ranks);
        (ICheckpointer checkpointer, ITrainingObserver observers, string? gathering) = record.Open(saved, setup.Observers);
        using IBatchReader reader = Loader.Open(inputs.Split.Train, inputs.Normalizer, inputs.Transforms, LoaderOptionsFrom(state.Progress));
        // A GPU's gradients are fetched when all are there; sums of statistics or of a split network's parts would come in between.
        bool overlaps = !inputs.Place.IsMirrored && !_options.SyncBatchNorm && !_shard.IsSplit;
        using StepSum sum = StepSum.Create(new SumParts(_options, state, _plan.Loss, _ranks)
        {
            Overlapped = overlaps ? _shard.Network : null,
            Shard = _shard,
        });
        using SharedStatistics? statistics = _options.SyncBatchNorm && _ranks.Size > 1 ? new SharedStatistics(_shard.Network, _ranks) : null;
        var probe = new GuardedProbe(setup.Probe, observers);
        IdleClock? idle = _shard.Stage is null ? null : new IdleClock(setup.Clock);
        var loop = new TrainingLoop(new LoopParts
        {
            Plan = _plan,
            Forward = _forward,
            State = state,
            Reader = reader,
            Sum = sum,
            Statistics = statistics,
            Shard = _shard,
            Idle = idle,
            Saved = saved,
            Optimizer = optimizer,
            Methods = methods,
            Checkpointer = checkpointer,
            Observers = observers,
            Probe = probe,
            Clock = setup.Clock,
            Validate = () => Validate(state, averaging),
            OriginalId = OriginalId,
        });

        observers.RunStarted(new RunStart(
            run, _options.Epochs, reader.BatchesPerEpoch, state.Progress.Step, (inputs.Split.Train as IMapSource)?.Count,
            inputs.Split.Validation?.Count ?? 0, _shard.ParameterCount, inputs.Threads)
        {
            Precision = _options.Precision,
            Layout = _options.Layout,
            Device = _options.Device,
            OptimizerBytes = optimizer.StateBytes,
        });
        foreach (string notice in (string[])[.. inputs.Notices, .. notices, .. gathering is null ? Array.Empty<string>() : [gathering]])
        {
            observers.Noticed(notice);
        }

        probe.Attach(new ProbedRun(_shard.Network, parameters, inputs, _forward));

        TrainingEnd end = RunOrSave(loop, checkpointer, saved, isWhole: whole is null && shards is null);
        TrainingOutcome outcome = new()
        {
            End = end,
            Run = run,
            Steps = state.Progress.Step,
            Epochs = state.Progress.Epoch,
            Train = state.Progress.Train,
            Validation = _options.EarlyStop is null ? state.Progress.Validation : state.Progress.Best,
            Parameters = _shard.ParameterCount,
            Elapsed = loop.Elapsed,
            Waited = loop.Waited,
            ExamplesPerSecond = loop.Elapsed == TimeSpan.Zero ? 0 : loop.Examples / loop.Elapsed.TotalSeconds,
            Idle = idle?.Share(grid.Parts),
        };
        if (end != TrainingEnd.Interrupted)
        {
            outcome = Ship(outcome, (state, saved), record, averaging, observers);
        }

        observers.RunFinished(outcome);
        return outcome;
    }

    // What stops a run besides a refused step leaves the last whole step's state; it is saved before the error goes on. Parts of the network or of
    // the optimizer's state on ranks that failed or do not know of the error cannot be had any more: then the newest checkpoint stands.
    private TrainingEnd RunOrSave(TrainingLoop loop, ICheckpointer checkpointer, ISavedState state, bool isWhole)
    {
        try
        {
            TrainingEnd end = loop.Run(setup.Stop);
            checkpointer.SaveAndWait(state);
            return end;
        }
        catch (Exception e) when ((e is ExampleException or RankFailedException) && isWhole)
        {
            checkpointer.SaveAndWait(state);
            throw;
        }
    }

    // The weights that are shipped stay in the network: the best when stopping early, else the last; averaged where that was asked.
    private TrainingOutcome Ship(
        TrainingOutcome outcome, (TrainingState Own, ISavedState Saved) states, IRunRecord record, WeightAveraging? averaging, ITrainingObserver observers)
    {
        (TrainingState state, ISavedState saved) = states;
        double seconds = state.Progress.Seconds;
        if (_options.EarlyStop is not null && state.Progress.BestStep is { } best && best != state.Progress.Step)
        {
            try
            {
                record.RestoreFrom(saved, best);
            }
            catch (CheckpointException e)
            {
                observers.Noticed($"{e.Message} The weights of step {outcome.Steps} are shipped in place of the best, those of step {best}.");
                outcome = outcome with { Validation = state.Progress.Validation };
            }

            saved.Spread();
            SharedStart.Make(state, _ranks);
        }

        Exchange(state.Parameters, averaging);
        outcome = outcome with { Test = inputs.Data.Test is { } test ? Score(test, state) : null };
        record.Ship(DescribeModel(), saved, new RunResult
        {
            Status = outcome.End == TrainingEnd.StoppedEarly ? RunStatus.EarlyStopped : RunStatus.Finished,
            Steps = outcome.Steps,
            Epochs = outcome.Epochs,
            TestLoss = outcome.Test?.Loss,
            TestAccuracy = outcome.Test?.Accuracy,
            TestCounted = outcome.Test?.Counted,
            TestExactMatch = outcome.Test?.ExactMatch,
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

    // With the weights that would be shipped.
    private Score? Validate(TrainingState state, WeightAveraging? averaging)
    {
        Exchange(state.Parameters, averaging);
        try
        {
            return inputs.Split.Validation is { } source ? Score(source, state) : null;
        }
        finally
        {
            Exchange(state.Parameters, averaging);
        }
    }

    private static void Exchange(FlatParameters parameters, WeightAveraging? averaging)
    {
        if (averaging is not null)
        {
            averaging.Exchange(parameters.Values);
            parameters.SendValues();
        }
    }

    // The ranks share the examples. Each has running statistics of its own examples, of which those of rank 0 are saved and shipped.
    private Score Score(IMapSource source, TrainingState state)
    {
        if (_ranks.Size > 1)
        {
            state.ShareBuffers(_ranks);
        }

        return inputs.EvaluatorOf(_forward, _shard).Score(source, _plan.Loss);
    }

    // Users know an example by its place in the whole data set, not in the part that is trained on.
    private long OriginalId(long id) => inputs.Split.Train is SubsetSource subset ? subset.OriginalId(id) : id;

    private LoaderOptions LoaderOptionsFrom(TrainingProgress progress) => new()
    {
        BatchSize = _options.BatchSize,
        Block = new BatchBlock(_ranks.Rank, _ranks.Size),
        Prefetch = _options.Prefetch,
        Workers = _options.Workers,
        ThreadsOnEveryCore = CpuThreads.OnEveryCore(inputs.Threads),
        Seed = _options.Seed,
        StartEpoch = progress.Epoch,
        StartBatch = progress.Batch,
    };
}
