namespace Descent.Torch.Networks;

/// <summary>Which part of a parameter a rank holds: of each of some equal blocks along a dimension, one of as many equal parts as there are ranks.</summary>
/// <param name="Dimension">Which dimension is cut.</param>
/// <param name="Blocks">How many blocks lie along it one after the other, such as the 3 of query, key and value; 1 usually.</param>
public sealed record TensorPart(int Dimension, int Blocks);
