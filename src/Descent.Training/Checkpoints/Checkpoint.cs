using System.Text.Json.Nodes;

namespace Descent.Training.Checkpoints;

/// <summary>What was read from a checkpoint, every digest verified.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Step">Updates made.</param>
/// <param name="Weights">Weights and buffers.</param>
/// <param name="Training">Optimizer and method state.</param>
/// <param name="State">Everything else.</param>
internal sealed record Checkpoint(
    string Path, long Step, IReadOnlyList<NamedArray> Weights, IReadOnlyList<NamedArray> Training, JsonObject State);
