namespace Descent.Lab.Answers;

/// <summary>One claim of a hypothesis, decided by what was measured.</summary>
/// <param name="Id">Its id in the experiment's text.</param>
/// <param name="Holds">Whether it held.</param>
public sealed record Claim(string Id, bool Holds);
