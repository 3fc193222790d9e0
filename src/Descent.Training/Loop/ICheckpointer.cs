namespace Descent.Training.Loop;

/// <summary>Saves the state of a run at the steps where it is due.</summary>
internal interface ICheckpointer
{
    /// <summary>After every step: tells of a save that failed, and begins the next when it is due.</summary>
    void SaveIfDue(ISavedState state);

    /// <summary>Begins to save the state as it is now; waits for a save under way, whose memory it takes over.</summary>
    void Save(ISavedState state);

    /// <summary>Saves the state as it is now, unless that is done already, and returns when the disk has it.</summary>
    /// <exception cref="Checkpoints.CheckpointException">It could not be saved in the run; the message says where it was saved instead.</exception>
    void SaveAndWait(ISavedState state);

    /// <summary>Saves the state before a refused step, records the step, and returns the exception that ends the run and says what of that failed.</summary>
    NonFiniteException Refuse(ISavedState state, RefusedStep step);
}
