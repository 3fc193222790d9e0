using System.Text.Json.Serialization;
using Descent.Training.Forks;

namespace Descent.Doctor.Proofs;

/// <summary>A loss with a change and without it, over the second half of the steps of two forks.</summary>
/// <param name="Without">The mean loss as the run is; NaN where it was not finite.</param>
/// <param name="With">The same with the change.</param>
/// <param name="Ratio">The loss with the change over that without, and its 95 % interval.</param>
public sealed record LossChange(double Without, double With, Interval Ratio)
{
    /// <summary>Whether the loss is lower with the change, beyond the interval.</summary>
    [JsonIgnore]
    public bool IsLower => Ratio.High < 1;

    /// <summary>Whether it is higher.</summary>
    [JsonIgnore]
    public bool IsHigher => Ratio.Low > 1;

    /// <summary>Of the batches that both were trained on.</summary>
    internal static LossChange InTraining(ForkResult without, ForkResult with) => new(
        LossRatio.Late(without), LossRatio.Late(with), without.IsRefused || with.IsRefused ? Interval.None : LossRatio.Of(with.Losses, without.Losses));

    /// <summary>Of examples that neither was trained on; null where there are too few.</summary>
    internal static LossChange? InValidation(ValidationLooks without, ValidationLooks with) =>
        without.Losses.Count < LossRatio.Blocks || with.Losses.Count < LossRatio.Blocks ? null
        : new(without.Losses.Average(look => look.Average()), with.Losses.Average(look => look.Average()), LossRatio.OfLooks(with.Losses, without.Losses));
}
