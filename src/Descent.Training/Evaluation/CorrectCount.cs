using System.Text.Json.Serialization;

namespace Descent.Training.Evaluation;

/// <summary>How many outputs are right, of those that count.</summary>
/// <param name="Correct">The right ones.</param>
/// <param name="Counted">All that count: examples, or positions of sequences, without those whose label is ignored.</param>
public readonly record struct CorrectCount(long Correct, long Counted)
{
    /// <summary>The share that is right, 0 to 1; 0 when nothing counts.</summary>
    [JsonIgnore]
    public double Share => Counted == 0 ? 0 : Correct / (double)Counted;

    /// <summary>Both counts together.</summary>
    public static CorrectCount operator +(CorrectCount left, CorrectCount right) => left.Add(right);

    /// <summary>Both counts together.</summary>
    public CorrectCount Add(CorrectCount other) => new(Correct + other.Correct, Counted + other.Counted);
}
