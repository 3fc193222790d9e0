using Descent.Lab.Answers;
using Descent.Lab.Texts;

namespace Descent.Lab.Plots;

/// <summary>Bars of one colour.</summary>
/// <param name="Name">Their name in the legend.</param>
/// <param name="Values">One a group.</param>
public sealed record BarSeries(Phrase Name, IReadOnlyList<Measurement> Values);
