using Descent.Lab.Texts;

namespace Descent.Lab.Plots;

/// <summary>One curve.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="X">Where its points stand.</param>
/// <param name="Y">As many values; what is not finite is left out, and on an axis of powers of ten what is not positive.</param>
public sealed record Series(Phrase Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>How it is drawn.</summary>
    public SeriesStyle Style { get; init; }

    /// <summary>Half of each value's interval; null for none.</summary>
    public IReadOnlyList<double>? Reach { get; init; }

    /// <summary>A curve of measurements with their intervals.</summary>
    internal static Series Of(Phrase name, IReadOnlyList<double> x, IReadOnlyList<Answers.Measurement> y) =>
        new(name, x, [.. y.Select(value => value.Mean)]) { Reach = [.. y.Select(value => value.Reach)] };
}
