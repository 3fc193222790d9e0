using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>A module that says what its own arithmetic costs, its children's left out; a block that says so is listed beside its layers.</summary>
public interface ICountedLayer
{
    /// <summary>Floating-point operations of a forward pass, a multiplication and an addition counted as two.</summary>
    /// <param name="inputs">What it was called with.</param>
    /// <param name="output">What it gave.</param>
    long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output);
}
