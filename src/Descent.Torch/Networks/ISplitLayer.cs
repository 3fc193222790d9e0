namespace Descent.Torch.Networks;

/// <summary>A layer whose matrices can be split among ranks (Shoeybi et al. 2019, "Megatron-LM").</summary>
public interface ISplitLayer
{
    /// <summary>What must be a multiple of the number of ranks, in words, and how many there are: "heads", 4.</summary>
    (string Name, long Count) Parts { get; }

    /// <summary>Keeps this rank's part of the parameters; from here on the ranks compute each call together, with the same inputs and outputs as before.</summary>
    void Split(TensorGroup group);
}
