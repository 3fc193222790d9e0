namespace Descent.Runs.Findings;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing needs to change.</summary>
    Note,

    /// <summary>The run learns less, or slower, than it could.</summary>
    Warning,

    /// <summary>The run does not learn, or what it learns is wrong.</summary>
    Error,
}
