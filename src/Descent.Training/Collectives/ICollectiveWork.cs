namespace Descent.Training.Collectives;

/// <summary>A collective call under way.</summary>
public interface ICollectiveWork
{
    /// <summary>Lets it make progress and says whether it is done.</summary>
    bool IsDone();

    /// <summary>Returns when it is done; a second call returns at once.</summary>
    /// <exception cref="RankFailedException">A peer failed.</exception>
    void Wait();
}
