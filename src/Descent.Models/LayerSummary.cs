namespace Descent.Models;

/// <summary>One layer of a network in numbers, for one input.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Kind">Its type, for example Conv2d.</param>
/// <param name="OutputShape">The shape of its output without the batch; empty for what runs in training only.</param>
/// <param name="Parameters">Its trained numbers.</param>
/// <param name="Flops">Floating-point operations of a forward pass, a multiplication and an addition counted as two.</param>
/// <param name="ActivationBytes">Bytes of its output.</param>
public sealed record LayerSummary(
    string Name, string Kind, IReadOnlyList<long> OutputShape, long Parameters, long Flops, long ActivationBytes)
{
    /// <summary>Whether it ran; what does not is there for training only.</summary>
    public bool IsInUse => ActivationBytes > 0;
}
