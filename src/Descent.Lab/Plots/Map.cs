using Descent.Lab.Texts;

namespace Descent.Lab.Plots;

/// <summary>One picture.</summary>
/// <param name="Name">What stands under it.</param>
/// <param name="Rows">Rows of shades, 0 to 1, all as long as the first.</param>
public sealed record Map(Phrase Name, IReadOnlyList<IReadOnlyList<double>> Rows);
