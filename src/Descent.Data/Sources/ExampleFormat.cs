namespace Descent.Data.Sources;

/// <summary>What every example of a source looks like.</summary>
/// <param name="Input">The input.</param>
/// <param name="Label">The label; <see cref="ArrayFormat.ClassNumber"/> for classification.</param>
public sealed record ExampleFormat(ArrayFormat Input, ArrayFormat Label)
{
    /// <summary>The label of a position that has none: it counts neither for the loss nor for the accuracy.</summary>
    public const long Ignored = -100;

    /// <summary>Whether a label is an answer to the rest of its input, [T] after a question of S in [S + T], so that only a whole one is right.</summary>
    public bool HasAnswers => Label is { Type: ElementType.Int64, Shape: [var answers] } && Input.Shape is [var positions] && Input.IsTokens && answers < positions;
}
