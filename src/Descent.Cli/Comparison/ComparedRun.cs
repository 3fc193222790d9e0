using Descent.Training.Evaluation;

namespace Descent.Cli.Comparison;

/// <summary>A run as it is compared.</summary>
/// <param name="Run">Its folder, as it would be typed from here.</param>
/// <param name="Network">Its network.</param>
/// <param name="Accuracy">Its test accuracy.</param>
/// <param name="Parameters">Trained numbers.</param>
internal sealed record ComparedRun(string Run, string Network, Proportion Accuracy, long Parameters)
{
    /// <summary>Whether it had each test example right, evaluated now; null where its model could not be evaluated.</summary>
    public IReadOnlyList<bool>? Right { get; init; }

    /// <summary>Floating-point operations of one input; null where its network cannot be built.</summary>
    public long? Flops { get; init; }

    /// <summary>The least time of one input; null where its network cannot be built.</summary>
    public TimeSpan? Latency { get; init; }
}
