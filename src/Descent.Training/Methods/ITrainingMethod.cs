using Descent.Torch.Memory;

namespace Descent.Training.Methods;

/// <summary>Changes a step: the only thing, besides the optimizer, that touches gradients. What it throws ends the run.</summary>
public interface ITrainingMethod
{
    /// <summary>Flat float32 state by name, laid out as the parameters are; saved in every checkpoint.</summary>
    IReadOnlyDictionary<string, NativeBuffer> State { get; }

    /// <summary>The gradients of the whole batch are there, finite, and not yet applied.</summary>
    /// <param name="gradients">All gradients, flat; the length is a multiple of 16 and padding is 0.</param>
    void BeforeUpdate(Span<float> gradients);

    /// <summary>The weights have been updated.</summary>
    /// <param name="weights">All weights, flat.</param>
    void AfterUpdate(ReadOnlySpan<float> weights);
}
