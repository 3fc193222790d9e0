using System.Text.Json.Nodes;

namespace Descent.Training.Checkpoints;

/// <summary>What a checkpoint is written from.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Weights">Weights and buffers.</param>
/// <param name="Training">Optimizer and method state.</param>
/// <param name="State">Everything else.</param>
/// <param name="Shard">Which part of a checkpoint that several processes write together; null for all of one.</param>
internal sealed record CheckpointSnapshot(
    long Step, IReadOnlyList<NamedArray> Weights, IReadOnlyList<NamedArray> Training, JsonObject State, CheckpointShard? Shard = null);
