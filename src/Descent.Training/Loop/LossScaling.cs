using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>
/// Keeps small float16 gradients from vanishing (Micikevicius et al. 2018): the loss is multiplied by a scale before backward and gradients are
/// divided by it after. The scale doubles after 2,000 good steps; one that overflows halves it and updates nothing. Without a scale it does nothing.
/// </summary>
internal sealed class LossScaling(TrainingState state)
{
    /// <summary>The scale that a run in float16 begins with.</summary>
    public const double First = 65536;

    private const double Least = 1;
    private const int GoodSteps = 2000;

    /// <summary>Whether a gradient that is not finite may be the scale's fault.</summary>
    public bool CanShrink => state.Progress.LossScale > Least;

    /// <summary>The backward pass of the scaled loss.</summary>
    public void Backward(Tensor loss)
    {
        if (state.Progress.LossScale is not { } scale)
        {
            loss.backward();
            return;
        }

        using Scalar factor = scale;
        using Tensor scaled = loss * factor;
        scaled.backward();
    }

    /// <summary>Divides the gradients by the scale; false when they overflowed, and the step must not be applied.</summary>
    public bool TryUnscale()
    {
        TrainingProgress progress = state.Progress;
        if (progress.LossScale is not { } scale)
        {
            return true;
        }

        if (!GradientPass.IsFinite(state.Parameters.Gradients))
        {
            progress.LossScale = Math.Max(Least, scale / 2);
            progress.StepsAtScale = 0;
            progress.SkippedSteps++;
            return false;
        }

        GradientPass.Scale(state.Parameters.Gradients, (float)(1 / scale));
        if (++progress.StepsAtScale == GoodSteps)
        {
            progress.LossScale = scale * 2;
            progress.StepsAtScale = 0;
        }

        return true;
    }
}
