namespace Descent.Torch.Networks;

/// <summary>A network that in training answers from within as well, and learns from those answers too.</summary>
public interface IAuxiliaryOutputs
{
    /// <summary>The answers of the last call in training, once: taking them lets go of them. Empty when there was no such call since.</summary>
    IReadOnlyList<AuxiliaryOutput> TakeAuxiliaryOutputs();
}
