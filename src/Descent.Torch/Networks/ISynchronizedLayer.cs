namespace Descent.Torch.Networks;

/// <summary>A layer that measures its batch, and can measure one that several processes have parts of.</summary>
public interface ISynchronizedLayer
{
    /// <summary>Makes the layer measure the whole batch from here on; null is its own inputs again.</summary>
    void Synchronize(IBatchSum? ranks);
}
