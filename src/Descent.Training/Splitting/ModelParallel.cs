using System.Globalization;

namespace Descent.Training.Splitting;

/// <summary>One network on several ranks. So many ranks hold it between them; where there are more, each further so many hold a replica for other examples.</summary>
/// <param name="Kind">How it is split.</param>
/// <param name="Parts">Among how many ranks, 2 to 1024; it divides the number of ranks.</param>
public sealed record ModelParallel(ParallelKind Kind, int Parts)
{
    /// <summary>No split, as <see cref="Trainer.Resume"/> takes it: a whole network on every rank.</summary>
    public static ModelParallel None { get; } = new(ParallelKind.Pipeline, 1);

    /// <summary>As the command line has it: "pipeline:2".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind.ToString().ToLowerInvariant()}:{Parts}");
}
