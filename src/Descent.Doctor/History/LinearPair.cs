namespace Descent.Doctor.History;

/// <summary>Two linear layers with nothing between them.</summary>
/// <param name="First">The one that is called first.</param>
/// <param name="Second">The one that gets its outputs.</param>
/// <param name="Difference">The greatest difference between what both give and what their product, one matrix, gives, over the outputs' size.</param>
public sealed record LinearPair(string First, string Second, double Difference);
