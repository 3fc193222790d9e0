namespace Descent.Training;

/// <summary>How a run ended.</summary>
public enum TrainingEnd
{
    /// <summary>Every epoch is done.</summary>
    Finished,

    /// <summary>Validation accuracy stopped rising.</summary>
    StoppedEarly,

    /// <summary>It was asked to stop; its checkpoint goes on where it was.</summary>
    Interrupted,
}
