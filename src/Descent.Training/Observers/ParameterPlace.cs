namespace Descent.Training.Observers;

/// <summary>Where a parameter lies in the flat buffers of weights and gradients.</summary>
/// <param name="Name">Its name in the network, for example "conv1.weight".</param>
/// <param name="Offset">Its first float.</param>
/// <param name="Length">How many floats.</param>
/// <param name="Shape">Its shape.</param>
public sealed record ParameterPlace(string Name, int Offset, int Length, IReadOnlyList<long> Shape);
