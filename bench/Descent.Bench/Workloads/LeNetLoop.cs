using System.Diagnostics;
using Descent.Data.Loading;
using Descent.Models;
using Descent.Runs.Metrics;
using Descent.Training;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using Descent.Training.Splitting;
using Descent.Training.Summing;

namespace Descent.Bench.Workloads;

/// <summary>The real training loop on LeNet with all that a run records, stopped and continued every so many steps.</summary>
internal sealed class LeNetLoop : IDisposable
{
    private readonly IBatchReader _reader;
    private readonly LeNet _network;
    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly RecordedRun _run;
    private readonly MetricsLog _timings;
    private readonly EventFileWriter _events;
    private readonly Checkpointer _checkpointer;
    private readonly SoloCollective _ranks;
    private readonly StepSum _sum;
    private readonly TrainingLoop _loop;
    private readonly StepLimit _limit = new();

    /// <param name="reader">Where batches come from; disposed with this.</param>
    /// <param name="threads">Threads that compute; 0 is every core but one.</param>
    public LeNetLoop(IBatchReader reader, int threads = 0)
    {
        TrainingPlan plan = new(new TrainingOptions { Epochs = 1_000_000, Validation = 0, Schedule = new ConstantSchedule() }, new AdamOptions { LearningRate = 0.001 }, Loss.CrossEntropy);
        int every = plan.Training.LogEvery;
        _reader = reader;
        _network = new LeNet();
        _parameters = new FlatParameters(_network);
        _optimizer = plan.Optimizer.Create(_parameters, CpuThreads.Use(threads));
        _run = new RecordedRun(plan, "lenet");
        _timings = MetricsLog.OpenWhole(_run.Folder.TimingsPath);
        _events = new EventFileWriter(_run.Folder.Path, TimeProvider.System, null);
        ObserverList observers = new(
            [new MetricsObserver(_run.Metrics, every), new TensorBoardObserver(_events, every), new TimingsObserver(_timings, _events, every), _limit]);
        _checkpointer = _run.Checkpointer(observers);
        TrainingState state = new(_network, _parameters, _optimizer, []);
        _checkpointer.Prepare(state);
        _ranks = new SoloCollective();
        _sum = StepSum.Create(new SumParts(plan.Training, state, plan.Loss, _ranks));
        _loop = new TrainingLoop(new LoopParts
        {
            Plan = plan,
            Forward = new ForwardPass(_network),
            State = state,
            Reader = reader,
            Sum = _sum,
            Shard = NetworkShard.OfWhole(_network, _ranks),
            Saved = state,
            Optimizer = _optimizer,
            Methods = [],
            Checkpointer = _checkpointer,
            Observers = observers,
            Probe = new GuardedProbe(null, observers),
            Clock = TimeProvider.System,
            Validate = () => null,
            OriginalId = id => id,
        });
    }

    /// <summary>Seconds waited for batches so far.</summary>
    public double Waited => _reader.Waited.TotalSeconds;

    /// <summary>Makes so many more steps and returns the seconds of one.</summary>
    public double Run(int steps)
    {
        using CancellationTokenSource stop = new();
        _limit.Stop(stop, steps);
        long start = Stopwatch.GetTimestamp();
        _loop.Run(stop.Token);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _checkpointer.Dispose();
        _events.Dispose();
        _timings.Dispose();
        _run.Dispose();
        _sum.Dispose();
        _ranks.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
        _network.Dispose();
    }
}
