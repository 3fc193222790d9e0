using Descent.Training.Collectives;

namespace Descent.Training.Splitting;

/// <summary>How the ranks of a run stand together. Ranks that follow one another hold the parts of one network.</summary>
/// <param name="All">All of them.</param>
/// <param name="Parts">Those that hold the parts of this rank's replica, by part; it alone where the network is whole.</param>
/// <param name="Replicas">Those that hold the same part, by replica, and share the examples.</param>
internal sealed record RankGrid(ICollective All, ICollective Parts, ICollective Replicas) : IDisposable
{
    /// <summary>Ranks that hold a whole network each.</summary>
    public static RankGrid OfReplicas(ICollective all) => new(all, new SoloCollective(), all);

    /// <summary>Ranks that hold so many parts of a network; called by all of them.</summary>
    public static RankGrid OfParts(ICollective all, int parts) => new(all, all.Split(all.Rank / parts), all.Split(all.Rank % parts));

    /// <summary>Disposes what was split off; <see cref="All"/> is the caller's.</summary>
    public void Dispose()
    {
        Parts.Dispose();
        if (!ReferenceEquals(Replicas, All))
        {
            Replicas.Dispose();
        }
    }
}
