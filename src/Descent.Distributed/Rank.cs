using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;
using Descent.Training.Collectives;

namespace Descent.Distributed;

/// <summary>One process of many, as the work of <see cref="Ranks.Spawn"/> sees itself.</summary>
public sealed class Rank : IDisposable
{
    private readonly RankPlace _place;
    private readonly Lazy<ICollective> _collective;

    internal Rank(RankPlace place)
    {
        _place = place;
        _collective = new Lazy<ICollective>(() => place.Size == 1 ? new SoloCollective() : MpiCollective.Join());
    }

    /// <summary>Its number, from 0.</summary>
    public int Number => _place.Rank;

    /// <summary>How many ranks there are.</summary>
    public int Size => _place.Size;

    /// <summary>Its number among the ranks on this host, from 0.</summary>
    public int LocalNumber => _place.LocalRank;

    /// <summary>What the ranks do together; joined on first use, which every rank must come to.</summary>
    public ICollective Collective => _collective.Value;

    /// <summary>Leaves the other ranks.</summary>
    public void Dispose()
    {
        if (_collective.IsValueCreated)
        {
            _collective.Value.Dispose();
        }
    }
}
