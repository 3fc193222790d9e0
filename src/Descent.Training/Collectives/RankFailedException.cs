namespace Descent.Training.Collectives;

/// <summary>Another rank failed or stopped answering, so this one cannot go on.</summary>
public sealed class RankFailedException(int rank, string host, string operation, long step, string reason)
    : CollectiveException(operation, step, $"Rank {rank} on {host} failed during {operation} of step {step}: {reason}")
{
    /// <summary>The rank that failed.</summary>
    public int Rank { get; } = rank;

    /// <summary>The host that it ran on.</summary>
    public string Host { get; } = host;
}
