using static TorchSharp.torch;

namespace Descent.Torch.Networks;

/// <summary>What a network says of a batch from somewhere within.</summary>
/// <param name="Outputs">Of the same shape as the network's outputs.</param>
/// <param name="Weight">The factor of its loss in what training makes small.</param>
public sealed record AuxiliaryOutput(Tensor Outputs, double Weight);
