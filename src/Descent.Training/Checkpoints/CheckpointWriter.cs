namespace Descent.Training.Checkpoints;

/// <summary>Writes checkpoints in the background, one at a time.</summary>
internal sealed class CheckpointWriter(CheckpointStore store)
{
    private Task<CheckpointException?> _write = Task.FromResult<CheckpointException?>(null);
    private volatile string? _givenUp;

    /// <summary>Whether the last write did what it was asked to, once it is finished; an old checkpoint that could not be deleted does not count.</summary>
    public bool IsSaved { get; private set; }

    /// <summary>Begins to write; one that is under way must be finished, for it reads the same arrays.</summary>
    /// <param name="snapshot">What to write.</param>
    /// <param name="best">The step whose checkpoint is kept besides the newest.</param>
    /// <param name="before">Runs first, in the background too: makes durable what the checkpoint refers to.</param>
    public void Start(CheckpointSnapshot snapshot, long? best, Action before)
    {
        (_givenUp, IsSaved) = (null, false);
        _write = Task.Factory.StartNew(
            () => Write(snapshot, best, before), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Returns when nothing is under way.</summary>
    public void Wait() => _write.GetAwaiter().GetResult();

    /// <summary>Returns when nothing is under way; no longer waits for other processes' shards after so long.</summary>
    public void Wait(TimeSpan longest, string reason)
    {
        if (!_write.Wait(longest))
        {
            GiveUp(reason);
        }

        Wait();
    }

    /// <summary>Lets a write under way no longer wait for other processes' shards.</summary>
    public void GiveUp(string reason) => _givenUp = reason;

    /// <summary>What went wrong in the write that is finished; null when nothing did, and when it was taken before.</summary>
    public CheckpointException? TakeFailure()
    {
        if (!_write.IsCompleted || _write.GetAwaiter().GetResult() is not { } failure)
        {
            return null;
        }

        _write = Task.FromResult<CheckpointException?>(null);
        return failure;
    }

    private CheckpointException? Write(CheckpointSnapshot snapshot, long? best, Action before)
    {
        try
        {
            before();
            CheckpointException? undeleted = store.Save(snapshot, best, () => _givenUp);
            IsSaved = true;
            return undeleted;
        }
        catch (CheckpointException e)
        {
            return e;
        }
    }
}
