namespace Descent.Training.Loop;

/// <summary>Where one parameter lies in the flat buffers.</summary>
/// <param name="Name">Its name in the network, for example "conv1.weight".</param>
/// <param name="Offset">Its first float, a multiple of 16.</param>
/// <param name="Length">How many floats.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record ParameterSlot(string Name, int Offset, int Length, long[] Shape)
{
    /// <summary>How many floats with the zeros up to the next slot, a multiple of 16.</summary>
    public int PaddedLength => (Length + FlatParameters.Alignment - 1) / FlatParameters.Alignment * FlatParameters.Alignment;
}
