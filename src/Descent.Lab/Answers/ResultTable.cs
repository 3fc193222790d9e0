using Descent.Lab.Texts;

namespace Descent.Lab.Answers;

/// <summary>Measured numbers in rows.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The columns; the first names the row, the others hold numbers.</param>
/// <param name="Rows">As many cells as columns each.</param>
public sealed record ResultTable(Phrase Title, IReadOnlyList<Phrase> Columns, IReadOnlyList<IReadOnlyList<Phrase>> Rows);
