using Descent.Torch.Networks;
using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Losses;

/// <summary>The losses of what a network answered from within, each by its weight.</summary>
internal static class AuxiliaryLoss
{
    /// <summary>What training makes small: the loss itself where the network has no such answers.</summary>
    /// <param name="loss">The loss of the network's outputs, which is also what is reported.</param>
    /// <param name="network">It has just been called.</param>
    /// <param name="kind">Which loss.</param>
    /// <param name="labels">The labels that it was called for.</param>
    public static Tensor AddTo(Tensor loss, Module<Tensor, Tensor> network, Loss kind, Tensor labels)
    {
        if (network is not IAuxiliaryOutputs source)
        {
            return loss;
        }

        foreach (AuxiliaryOutput auxiliary in source.TakeAuxiliaryOutputs())
        {
            loss = loss.Plus(kind.Compute(auxiliary.Outputs, labels).Times(auxiliary.Weight));
        }

        return loss;
    }
}
