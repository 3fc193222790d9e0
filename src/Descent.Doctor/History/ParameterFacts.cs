namespace Descent.Doctor.History;

/// <summary>A trained parameter.</summary>
/// <param name="Name">Its name in the network, for example "conv1.weight".</param>
/// <param name="Shape">Its shape.</param>
public sealed record ParameterFacts(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>Whether it is a matrix or a kernel, not a bias or a norm's scale.</summary>
    public bool IsWeight => Shape.Count >= 2;

    /// <summary>The inputs that each output is summed from; 0 for what is no weight.</summary>
    public long FanIn => IsWeight ? Shape.Skip(1).Aggregate(1L, (product, size) => product * size) : 0;
}
