namespace Descent.Doctor.History;

/// <summary>A measured value and when it was measured.</summary>
/// <param name="Step">Optimizer updates made.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Value">The value.</param>
public readonly record struct Point(long Step, int Epoch, double Value);
