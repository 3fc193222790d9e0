using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Networks;

/// <summary>A piece of a network that runs as a chain.</summary>
/// <param name="Run">From the outputs of the link before, or the network's inputs, to its own, the examples first.</param>
/// <param name="Layers">The network's children that it runs, by their names there; a child that several links run is shared by them.</param>
public sealed record ChainLink(Func<Tensor, Tensor> Run, params IReadOnlyList<(string Name, Module Layer)> Layers);
