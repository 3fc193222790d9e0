namespace Descent.Doctor.Curvature;

/// <summary>The two ends of a symmetric operator's spectrum, as Lanczos saw them.</summary>
/// <param name="Largest">The largest Ritz value, the curvature along <paramref name="LargestVector"/>, so the largest eigenvalue is no smaller.</param>
/// <param name="Smallest">The smallest; it is the curvature along <paramref name="SmallestVector"/>, so the smallest eigenvalue is no larger.</param>
/// <param name="LargestResidual">How far an eigenvalue may lie from the largest.</param>
/// <param name="SmallestResidual">How far an eigenvalue may lie from the smallest.</param>
/// <param name="Asymmetry">The norm of the antisymmetric part of what was multiplied by, which should be 0: the error of the products themselves.</param>
/// <param name="LargestVector">The direction of the largest, of length 1.</param>
/// <param name="SmallestVector">The direction of the smallest, of length 1.</param>
/// <param name="Products">Products that were made.</param>
internal sealed record Spectrum(
    double Largest, double Smallest, double LargestResidual, double SmallestResidual, double Asymmetry, float[] LargestVector, float[] SmallestVector, int Products);
