namespace Descent.Distributed.Mpi;

/// <summary>How ranks watch one another.</summary>
public sealed record MpiJoinOptions
{
    /// <summary>
    /// A rank that shows no sign of life for so long has failed; default 6 s. The signs come from a thread of their own, so long work does not count:
    /// only a process that is stopped, frozen or cut off falls silent.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(6);
}
