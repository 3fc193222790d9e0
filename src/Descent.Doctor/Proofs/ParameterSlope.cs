namespace Descent.Doctor.Proofs;

/// <summary>How much of the gradient reaches a parameter.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="IsWeight">Whether it is a matrix or a kernel.</param>
/// <param name="Size">The root mean square of a batch's gradient over its numbers.</param>
/// <param name="Relative">The norm of a batch's gradient over the norm of the parameter; NaN where all of it is 0.</param>
public sealed record ParameterSlope(string Name, bool IsWeight, double Size, double Relative);
