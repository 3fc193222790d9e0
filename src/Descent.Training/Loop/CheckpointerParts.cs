using Descent.Runs;
using Descent.Runs.Metrics;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Observers;

namespace Descent.Training.Loop;

/// <summary>What a <see cref="Checkpointer"/> works with.</summary>
internal sealed record CheckpointerParts
{
    /// <summary>The run, held by this process.</summary>
    public required RunFolder Run { get; init; }

    /// <summary>Where checkpoints go.</summary>
    public required CheckpointStore Store { get; init; }

    /// <summary>Who writes together; this process alone where nothing else is said.</summary>
    public CheckpointGroup Group { get; init; } = new(new SoloCollective());

    /// <summary>Steps between checkpoints; 0 saves only when it is asked to.</summary>
    public required int Every { get; init; }

    /// <summary>The log whose length every checkpoint records; disposed after the checkpointer.</summary>
    public required MetricsLog Metrics { get; init; }

    /// <summary>Who is told of checkpoints and failures.</summary>
    public required ITrainingObserver Observers { get; init; }

    /// <summary>Makes a new folder for a state that the run's own folder cannot take; by default in the system's temporary folder.</summary>
    public Func<RunFolder, string> CreateRescueFolder { get; init; } =
        run => Directory.CreateTempSubdirectory($"descent-rescue-{Path.GetFileName(run.Path)}-").FullName;
}
