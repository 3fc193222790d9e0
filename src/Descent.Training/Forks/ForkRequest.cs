using Descent.Training.Loop;
using Descent.Training.Observers;
using Descent.Training.Schedules;

namespace Descent.Training.Forks;

/// <summary>From where, how far and with what changed a fork goes.</summary>
internal sealed record ForkRequest
{
    /// <summary>Whether it begins at the initial weights and not at the newest checkpoint.</summary>
    public bool FromStart { get; init; }

    /// <summary>Steps, 1 or more.</summary>
    public required int Steps { get; init; }

    /// <summary>What is changed; nothing by default.</summary>
    public Func<TrainingPlan, TrainingPlan> Change { get; init; } = plan => plan;

    /// <summary>How the learning rate goes; null keeps it at what it is where the fork begins.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The least share of the base rate that the rate is kept at where <see cref="Schedule"/> is null; 0 by default.</summary>
    public double LeastFactor { get; init; }

    /// <summary>Who looks into the steps; nobody when null.</summary>
    public IStepProbe? Probe { get; init; }

    /// <summary>Is told a step that was refused while the fork's network is still there.</summary>
    public Action<RefusedStep> Refused { get; init; } = _ => { };

    /// <summary>Whether to stop early, asked after every step with its loss.</summary>
    public Func<double, bool> IsEnough { get; init; } = _ => false;
}
