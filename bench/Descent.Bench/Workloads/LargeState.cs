using Descent.Models;
using Descent.Training;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;

namespace Descent.Bench.Workloads;

/// <summary>A run whose state is 100 MB of weights and nothing else, so that a checkpoint holds what TorchSharp's save writes.</summary>
internal sealed class LargeState : IDisposable
{
    private const int Hidden = 31_447; // 795 × 31,447 + 10 weights of 4 bytes

    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly RecordedRun _run;
    private readonly Checkpointer _checkpointer;
    private readonly TrainingState _state;

    public LargeState()
    {
        CpuThreads.Use(0);
        Network = new Mlp([1, 28, 28], classes: 10, Hidden);
        TrainingPlan plan = new(new TrainingOptions(), new SgdOptions { LearningRate = 0.1 }, Loss.CrossEntropy);
        _parameters = new FlatParameters(Network);
        _optimizer = plan.Optimizer.Create(_parameters, threads: 1);
        _run = new RecordedRun(plan, "mlp");
        _checkpointer = _run.Checkpointer(new ObserverList([]));
        _state = new TrainingState(Network, _parameters, _optimizer, []);
        _checkpointer.Prepare(_state);
    }

    public Mlp Network { get; }

    /// <summary>What the training thread does for a checkpoint.</summary>
    public void BeginSave()
    {
        _state.Progress.Step++;
        _checkpointer.Save(_state);
    }

    /// <summary>Returns when the disk has it.</summary>
    public void Wait() => _checkpointer.SaveAndWait(_state);

    public void Dispose()
    {
        _checkpointer.Dispose();
        _run.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
        Network.Dispose();
    }
}
