using Descent.Training.Checkpoints;

namespace Descent.Training.Loop;

/// <summary>The state of a run as files hold it: that of the whole network, whoever holds its parts.</summary>
internal interface ISavedState
{
    /// <summary>Where the run is.</summary>
    TrainingProgress Progress { get; }

    /// <summary>Brings the parts of all ranks together on the first; called by all of them before the first saves or ships what it is now.</summary>
    void Collect();

    /// <summary>A complete copy of the state. Its arrays are filled again by the next, so the last must have been written by then.</summary>
    CheckpointSnapshot Snapshot();

    /// <summary>A copy of what this rank writes of a checkpoint in shards, which needs nobody else. Its arrays are those of <see cref="Snapshot"/>.</summary>
    CheckpointSnapshot SnapshotShard();

    /// <summary>A copy of the weights and buffers by name.</summary>
    IReadOnlyList<NamedArray> Weights();

    /// <summary>Makes this the state that a checkpoint holds.</summary>
    /// <exception cref="CheckpointException">It is another network's or another optimizer's; nothing has been changed then.</exception>
    void Restore(Checkpoint checkpoint);

    /// <summary>Gives all ranks their parts of what was restored on the first; called by all of them.</summary>
    void Spread();
}
