using Descent.Training.Checkpoints;

namespace Descent.Training.Splitting;

/// <summary>A tensor of the whole network, of which ranks may hold parts.</summary>
/// <param name="Name">Its name, for example "block0.attention.qkv.weight".</param>
/// <param name="Type">Its elements.</param>
/// <param name="Shape">Its whole shape.</param>
/// <param name="IsTrained">Whether it is trained, and so has optimizer state.</param>
internal sealed record WholeTensor(string Name, TensorType Type, long[] Shape, bool IsTrained)
{
    /// <summary>How many elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
