namespace Descent.Doctor.Proofs;

/// <summary>What a place is at which the loss falls no more.</summary>
public enum PlateauAnswer
{
    /// <summary>None that could be proven.</summary>
    NotDecidable,

    /// <summary>The loss still falls as the run is.</summary>
    StillImproving,

    /// <summary>A minimum of the training loss: curved upward, no slope that a step can use, and no change lowers the loss.</summary>
    Minimum,

    /// <summary>A saddle: flat, and curved downward in a direction in which the loss falls.</summary>
    Saddle,

    /// <summary>A ledge: the loss stays as the run is, and falls with a change.</summary>
    Ledge,

    /// <summary>Vanished gradients: so little reaches some layers that they stay as they are, whatever the loss would gain.</summary>
    VanishedGradient,
}
