using Descent.Training.Collectives;
using Descent.Training.Observers;

namespace Descent.Training;

/// <summary>What surrounds a run and changes none of its numbers, apart from the rounding of sums over ranks outside exact mode.</summary>
public sealed record TrainerSetup
{
    /// <summary>The run folder, new or empty; null is runs/TIME-NETWORK under the current folder.</summary>
    public string? Output { get; init; }

    /// <summary>What the network is called in run.json; null takes it from the network.</summary>
    public string? NetworkName { get; init; }

    /// <summary>The words that started the run, kept in run.json.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>Who watches, besides the run folder's own records.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Who looks into the steps of this rank; nobody when null.</summary>
    public IStepProbe? Probe { get; init; }

    /// <summary>Asks the run to stop: it finishes its step, writes a checkpoint and ends as <see cref="TrainingEnd.Interrupted"/>.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Where measured settings are remembered; null is the user's cache.</summary>
    public string? TuningFolder { get; init; }

    /// <summary>The ranks that train together, this process among them; alone by default. Whoever joined them disposes it.</summary>
    public ICollective Collective { get; init; } = new SoloCollective();

    /// <summary>The clock of speeds, waits and folder names.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
