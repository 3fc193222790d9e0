using System.Globalization;
using Descent.Data.Sources;

namespace Descent.Data.Transforms;

/// <summary>A class number becomes probabilities, [classes]: 1 for its class and 0 elsewhere. Evaluated examples get the same labels.</summary>
/// <param name="Smoothing">The share that is spread evenly over all classes instead, 0 to 1 (Szegedy et al. 2016).</param>
public sealed record OneHotTransform(float Smoothing = 0) : Transform
{
    /// <summary>What a label becomes.</summary>
    public static ArrayFormat LabelFormat(int classes) => new(ElementType.Float32, classes);

    /// <summary>Writes the probabilities of one class.</summary>
    /// <param name="classNumber">The class, from 0.</param>
    /// <param name="probabilities">One float a class.</param>
    public void Apply(long classNumber, Span<float> probabilities)
    {
        probabilities.Fill(Smoothing / probabilities.Length);
        probabilities[(int)classNumber] += 1 - Smoothing;
    }

    /// <inheritdoc />
    public override string ToString() => Smoothing == 0 ? "one-hot" : string.Create(CultureInfo.InvariantCulture, $"one-hot:{Smoothing}");
}
