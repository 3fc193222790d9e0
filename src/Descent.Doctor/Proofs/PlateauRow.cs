namespace Descent.Doctor.Proofs;

/// <summary>A line of what a plateau is judged by, in words.</summary>
/// <param name="Measured">What was measured or tried.</param>
/// <param name="Value">What came out.</param>
/// <param name="Meaning">What that says.</param>
public sealed record PlateauRow(string Measured, string Value, string Meaning);
