namespace Descent.Torch.Networks;

/// <summary>What it takes to build a network again: its name and the numbers it was built with.</summary>
/// <param name="Name">The name, for example "lenet".</param>
/// <param name="Options">The numbers, for example classes = 10.</param>
public sealed record Architecture(string Name, IReadOnlyDictionary<string, long> Options);
