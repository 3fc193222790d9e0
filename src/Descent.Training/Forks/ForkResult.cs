using Descent.Training.Observers;

namespace Descent.Training.Forks;

/// <summary>How a fork went.</summary>
/// <param name="FirstStep">Updates made before it began.</param>
/// <param name="RateFactor">What the base learning rate was multiplied by.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="IsRefused">Whether it ended in a step that was not finite.</param>
internal sealed record ForkResult(long FirstStep, double RateFactor, IReadOnlyList<StepReport> Steps, bool IsRefused)
{
    /// <summary>The loss of each step, before its update.</summary>
    public IReadOnlyList<double> Losses { get; } = [.. Steps.Select(step => step.Loss)];
}
