namespace Descent.Training.Observers;

/// <summary>
/// Looks into steps while they are made, and changes nothing: between two calls the network computes as if nobody looked. What it throws is caught and
/// reported once; training goes on without it.
/// </summary>
public interface IStepProbe
{
    /// <summary>The network is as the first step will find it.</summary>
    void Attached(ProbedRun run);

    /// <summary>The forward pass of a step is about to begin; hooks that are set here see it.</summary>
    /// <param name="step">Updates made so far, this one included.</param>
    void StepStarting(long step);

    /// <summary>The gradients of the whole batch are there and finite, as backward left them.</summary>
    /// <param name="gradients">All gradients, flat; padding is 0.</param>
    /// <param name="weights">All weights, flat, that the update will change.</param>
    void GradientsReady(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights);

    /// <summary>The weights have been updated.</summary>
    /// <param name="weights">All weights, flat.</param>
    void WeightsUpdated(ReadOnlySpan<float> weights);
}
