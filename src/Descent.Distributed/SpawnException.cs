using Descent.Distributed.Launching;

namespace Descent.Distributed;

/// <summary>A rank of <see cref="Ranks.Spawn"/> failed: the first one that did, with what it threw in its own process.</summary>
public sealed class SpawnException : Exception
{
    internal SpawnException(RankFailure failure)
        : base($"Rank {failure.Rank} on {failure.Host}: {(failure.Type.Length > 0 ? failure.Type + ": " : "")}{failure.Message}")
    {
        Rank = failure.Rank;
        Host = failure.Host;
        OriginalType = failure.Type;
        OriginalMessage = failure.Message;
        OriginalStack = failure.Stack;
    }

    /// <summary>The rank that failed.</summary>
    public int Rank { get; }

    /// <summary>The host that it ran on.</summary>
    public string Host { get; }

    /// <summary>The full name of the exception's type there; empty when the process ended without one, as a killed one does.</summary>
    public string OriginalType { get; }

    /// <summary>The exception's message there.</summary>
    public string OriginalMessage { get; }

    /// <summary>The exception there as text, with its stack and causes; empty when there was none.</summary>
    public string OriginalStack { get; }

    /// <inheritdoc />
    public override string ToString() => OriginalStack.Length == 0
        ? base.ToString()
        : $"{base.ToString()}{Environment.NewLine} ---> in the process of rank {Rank}: {OriginalStack}";
}
