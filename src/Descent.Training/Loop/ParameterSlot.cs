namespace Descent.Training.Loop;

/// <summary>Where one parameter lies in the flat buffers.</summary>
/// <param name="Name">Its name in the network, for example "conv1.weight".</param>
/// <param name="Offset">Its first float, a multiple of 16.</param>
/// <param name="Length">How many floats.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record ParameterSlot(string Name, int Offset, int Length, long[] Shape);
