namespace Descent.Training.Losses;

/// <summary>A label that its loss cannot take, for example a class number above the last class.</summary>
/// <param name="row">The example's place in the batch, from 0.</param>
/// <param name="message">What is wrong with it.</param>
public sealed class LabelException(int row, string message) : Exception(message)
{
    /// <summary>The example's place in the batch, from 0.</summary>
    public int Row { get; } = row;
}
