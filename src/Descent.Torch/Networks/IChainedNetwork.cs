namespace Descent.Torch.Networks;

/// <summary>A network that runs as a chain of pieces from one tensor to one, so that it can be cut between them.</summary>
public interface IChainedNetwork
{
    /// <summary>The pieces in the order in which they run; all children of the network are in them.</summary>
    IReadOnlyList<ChainLink> Links { get; }
}
