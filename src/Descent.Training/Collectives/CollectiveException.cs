namespace Descent.Training.Collectives;

/// <summary>The ranks could not do something together.</summary>
public class CollectiveException(string operation, long step, string message) : Exception(message)
{
    /// <summary>The collective that was under way here.</summary>
    public string Operation { get; } = operation;

    /// <summary>The step that was under way here.</summary>
    public long Step { get; } = step;
}
