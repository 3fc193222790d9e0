namespace Descent.Training.Checkpoints;

/// <summary>One tensor as a safetensors header tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of an element.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Begin">Its first byte, counted from the header's end.</param>
/// <param name="End">One past its last byte.</param>
/// <param name="Slice">Which part of a whole tensor it is; null for all of one.</param>
internal sealed record SafetensorsEntry(string Name, TensorType Type, long[] Shape, long Begin, long End, ArraySlice? Slice = null);
