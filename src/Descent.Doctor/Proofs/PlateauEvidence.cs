namespace Descent.Doctor.Proofs;

/// <summary>All that a plateau is judged by: what was measured where the run stands, and on forks of it.</summary>
public sealed record PlateauEvidence
{
    /// <summary>Updates made where the forks begin.</summary>
    public required long FirstStep { get; init; }

    /// <summary>Steps of each fork.</summary>
    public required int Steps { get; init; }

    /// <summary>The learning rate of the fork as the run is: the run's own there, or a tenth of its base rate where the schedule has let it down below that.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The mean loss of the sample where the run stands.</summary>
    public required double Loss { get; init; }

    /// <summary>The loss of guessing: ln C for the cross-entropy of class numbers, else that of the initial weights.</summary>
    public required double Guessing { get; init; }

    /// <summary>Examples of the sample.</summary>
    public required int Examples { get; init; }

    /// <summary>By how much the sample's loss falls over the fork as the run is, as a share of <see cref="Scale"/>; its 95 % interval. NaN where it ended in a step that was not finite.</summary>
    public required Interval Fall { get; init; }

    /// <summary>What was changed, and what came of it.</summary>
    public required IReadOnlyList<PlateauTrial> Trials { get; init; }

    /// <summary>The slope and its noise.</summary>
    public required LossSlope Slope { get; init; }

    /// <summary>The curvature.</summary>
    public required LossCurvature Curvature { get; init; }

    /// <summary>A walk along the slope.</summary>
    public required LossWalk Descent { get; init; }

    /// <summary>What falls are shares of: the loss, or a twentieth of guessing's where that is more, under which the examples count as learned.</summary>
    public double Scale => ScaleOf(Loss, Guessing);

    /// <summary>The least fall that counts: 3 % in a quarter of the steps so far, of which the fork may be a part.</summary>
    public double LeastFall => PlateauTrial.LeastGain * Math.Min(1, Steps / Math.Max(1, FirstStep / 4.0));

    /// <summary>Whether the loss still falls as the run is.</summary>
    public bool IsFalling => Fall.Mean >= LeastFall && Fall.Low > 0;

    /// <summary>Whether no step gets anywhere along the slope: it is smaller than the noise of a step, or there is nothing to gain.</summary>
    public bool IsFlat => Slope.SignalToNoise < 1 || IsUsedUp;

    /// <summary>Whether one best step along the slope would gain less than 3 %.</summary>
    public bool IsUsedUp => Curvature.StepGain < PlateauTrial.LeastGain * Scale;

    /// <summary>
    /// Whether it is curved downward in some direction: by more than twice the error, and by more than a hundredth of the largest curvature, under which it is no
    /// more than the ripple of trained networks (Li and others 2018, 6).
    /// </summary>
    public bool IsCurvedDown => Curvature.Smallest < -Math.Max(0.01 * Curvature.Largest, 2 * Curvature.Error);

    /// <summary>Whether the loss falls along that direction, by 3 % or more and by more than the noise.</summary>
    public bool HasWayDown => IsCurvedDown && Lowers(Curvature.Walk);

    /// <summary>Whether the loss falls along the slope, by 3 % or more and by more than the noise.</summary>
    public bool LeadsDown => Lowers(Descent);

    internal static double ScaleOf(double loss, double guessing) => Math.Max(loss, 0.05 * guessing);

    private bool Lowers(LossWalk walk) => walk.Gain > Math.Max(PlateauTrial.LeastGain * Scale, 2 * walk.Error);
}
