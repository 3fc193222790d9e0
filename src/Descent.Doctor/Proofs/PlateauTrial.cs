namespace Descent.Doctor.Proofs;

/// <summary>A change, tried on a fork beside the run as it is.</summary>
/// <param name="Options">The change as words for the command line.</param>
/// <param name="Loss">The mean loss over the second half of the steps; NaN where it was not finite.</param>
/// <param name="Gain">How much lower that is than without the change, as a share of the loss, or of a twentieth of guessing's where that is more.</param>
/// <param name="Ratio">The loss with the change over that without, and its 95 % interval.</param>
public sealed record PlateauTrial(IReadOnlyList<string> Options, double Loss, double Gain, Interval Ratio)
{
    /// <summary>Whether it lowers the loss, by 3 % or more and by more than the noise.</summary>
    public bool Helps => Ratio.High < 1 && Gain >= LeastGain;

    /// <summary>The plateau check's own: a fall of less than 3 % is none.</summary>
    internal const double LeastGain = 0.03;
}
