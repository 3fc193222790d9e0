namespace Descent.Training.Splitting;

/// <summary>A piece of work of a stage.</summary>
/// <param name="IsForward">The forward pass of a micro-batch, or its backward pass.</param>
/// <param name="Chunk">Which micro-batch, from 0.</param>
internal readonly record struct PipelineTask(bool IsForward, int Chunk);
