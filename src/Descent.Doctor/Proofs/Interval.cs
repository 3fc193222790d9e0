namespace Descent.Doctor.Proofs;

/// <summary>An estimate and its 95 % interval.</summary>
/// <param name="Mean">The estimate.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Mean, double Low, double High)
{
    /// <summary>What could not be measured: NaN throughout.</summary>
    public static Interval None { get; } = new(double.NaN, double.NaN, double.NaN);
}
