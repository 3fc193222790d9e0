using Descent.Data.Sources;

namespace Descent.Data;

/// <summary>A named data set: what is trained on and what is tested on. Never mixed.</summary>
/// <param name="Name">The name or location that brings it back, for example "fashion-mnist" or "folder:photos".</param>
/// <param name="Train">The training examples; validation examples are split off from these.</param>
/// <param name="Test">The examples that are only ever evaluated; null when there are none.</param>
public sealed record Dataset(string Name, IExampleSource Train, IMapSource? Test)
{
    /// <summary>The class names by class number.</summary>
    public IReadOnlyList<string> ClassNames => Train.ClassNames;
}
