namespace Descent.Runs;

/// <summary>The user's mistakes in options and data, all of them at once, found before the first step.</summary>
public sealed class RunConfigurationException : Exception
{
    /// <param name="mistakes">At least one mistake.</param>
    public RunConfigurationException(params IReadOnlyList<Mistake> mistakes)
        : base(string.Join(Environment.NewLine, mistakes))
    {
        ArgumentOutOfRangeException.ThrowIfZero(mistakes.Count);
        Mistakes = mistakes;
    }

    /// <summary>What is wrong, in the order in which it was found.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; }
}
