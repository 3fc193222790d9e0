using Descent.Training.Loop;
using static TorchSharp.torch.nn;

namespace Descent.Training.Observers;

/// <summary>What a probe looks at.</summary>
public sealed class ProbedRun
{
    internal ProbedRun(Module network, FlatParameters flat, TrainingInputs inputs, ForwardPass forward)
    {
        Network = network;
        Parameters = [.. flat.Slots.Select(slot => new ParameterPlace(slot.Name, slot.Offset, slot.Length, slot.Shape))];
        Length = flat.Length;
        (Flat, Inputs, Forward) = (flat, inputs, forward);
    }

    /// <summary>The network; of one that is split this rank's part.</summary>
    public Module Network { get; }

    /// <summary>Where its parameters lie in the spans of the other calls.</summary>
    public IReadOnlyList<ParameterPlace> Parameters { get; }

    /// <summary>Floats in those spans, padding included.</summary>
    public int Length { get; }

    /// <summary>The parameters and gradients themselves.</summary>
    internal FlatParameters Flat { get; }

    /// <summary>What the run is made from.</summary>
    internal TrainingInputs Inputs { get; }

    /// <summary>The network as the run calls it.</summary>
    internal ForwardPass Forward { get; }
}
