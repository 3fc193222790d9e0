namespace Descent.Torch.Networks;

/// <summary>A network that says how to build it again, so that a saved model can be loaded by name.</summary>
public interface IDescribedNetwork
{
    /// <summary>How to build it again.</summary>
    Architecture Architecture { get; }
}
