using System.Text.Json.Serialization;

namespace Descent.Lab.Answers;

/// <summary>One number as it was measured, once for each seed, with its mean and the 95 % interval of the mean.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Samples">One value a seed, 1 or more; the seeds of two measurements of one experiment are the same, in the same order.</param>
public sealed record Measurement(Unit Unit, IReadOnlyList<double> Samples)
{
    /// <summary>The mean over the seeds.</summary>
    [JsonIgnore]
    public double Mean => Samples.Average();

    /// <summary>Half of the 95 % interval (Student 1908); 0 of a single sample, which says nothing of others.</summary>
    [JsonIgnore]
    public double Reach => StudentInterval.Reach(Samples);

    /// <summary>The lower end of the interval.</summary>
    [JsonIgnore]
    public double Low => Mean - Reach;

    /// <summary>The upper end of the interval.</summary>
    [JsonIgnore]
    public double High => Mean + Reach;

    /// <summary>The smallest sample.</summary>
    [JsonIgnore]
    public double Least => Samples.Min();

    /// <summary>The largest sample.</summary>
    [JsonIgnore]
    public double Most => Samples.Max();

    /// <summary>Whether it is more than another by more than chance: the 95 % interval of the difference, seed by seed, lies above a margin.</summary>
    /// <param name="other">Measured under the same seeds.</param>
    /// <param name="margin">By how much more it must be.</param>
    public bool IsAbove(Measurement other, double margin = 0)
    {
        double[] differences = [.. Samples.Zip(other.Samples, (a, b) => a - b)];
        return differences.Length == Samples.Count && differences.Length == other.Samples.Count
            ? differences.Average() - StudentInterval.Reach(differences) > margin
            : throw new ArgumentException($"{Samples.Count} and {other.Samples.Count} samples cannot be compared seed by seed.", nameof(other));
    }

    /// <summary>Whether it is less than another under every seed.</summary>
    /// <param name="other">Measured under the same seeds.</param>
    internal bool IsBelowInEach(Measurement other) => Samples.Zip(other.Samples).All(pair => pair.First < pair.Second);

    /// <summary>One end of the interval, "low" or "high", or the bare "mean", in words.</summary>
    /// <exception cref="FormatException">Another word.</exception>
    public string End(string name) => NumberText.Of(Unit, name switch
    {
        "low" => Low,
        "high" => High,
        "mean" => Mean,
        _ => throw new FormatException($"A measurement has low, high and mean, and no '{name}'."),
    });

    /// <summary>The mean and how far its interval reaches, "94.3 ± 1.2 %".</summary>
    public override string ToString() => NumberText.Of(Unit, Mean, Reach);
}
