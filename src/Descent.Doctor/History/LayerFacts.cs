namespace Descent.Doctor.History;

/// <summary>A layer without layers of its own, as a module of the network.</summary>
/// <param name="Name">Its name in the network, for example "conv1".</param>
/// <param name="Kind">The name of its class, for example "Conv2d".</param>
/// <param name="Parameters">The names of its parameters, "conv1.weight" first.</param>
public sealed record LayerFacts(string Name, string Kind, IReadOnlyList<string> Parameters);
