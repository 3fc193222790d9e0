using Descent.Training.Collectives;

namespace Descent.Distributed.Launching;

/// <summary>This process as one rank of a launch: where its log goes and how it says why it failed.</summary>
public sealed class LaunchedRank
{
    private readonly string _folder;
    private readonly RankProcess _process;

    private LaunchedRank(RankPlace place, string folder)
    {
        (Place, _folder) = (place, folder);
        _process = new RankProcess(place.Rank, Environment.MachineName, Environment.ProcessId);
        _process.Write(folder);
    }

    /// <summary>Which rank this is.</summary>
    public RankPlace Place { get; }

    /// <summary>This process's rank in the launch that started it; null if none did. Call it once.</summary>
    /// <exception cref="InvalidDataException">The launcher's variables hold nonsense.</exception>
    public static LaunchedRank? Find() =>
        Environment.GetEnvironmentVariable(LaunchVariables.Folder) is { Length: > 0 } folder && RankPlace.Find(Environment.GetEnvironmentVariable) is { } place
            ? new LaunchedRank(place, folder)
            : null;

    /// <summary>Sends all that this process writes from here on, native code included, to rank-N.log in the launch's folder. Rank 0 keeps the screen, whose log the launcher writes.</summary>
    public void LogOutput()
    {
        if (Place.Rank > 0)
        {
            StandardStreams.AppendTo(Path.Combine(_folder, $"rank-{Place.Rank}.log"));
        }
    }

    /// <summary>Tells the launcher that this process ends as it should; one that ends without it is taken for lost.</summary>
    public void End() => _process.Delete(_folder);

    /// <summary>Tells the launcher why this rank fails; it is said above everything else.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="report">The lines that a person reads.</param>
    /// <param name="exitCode">What the process will end with.</param>
    public void Fail(Exception error, string report, int exitCode)
    {
        var peer = error as RankFailedException;
        RankFailure failure = new(
            peer?.Rank ?? Place.Rank, peer?.Host ?? Environment.MachineName, error.GetType().FullName!, error.Message, error.ToString(), report, exitCode,
            TimeProvider.System.GetUtcNow(), peer is not null);
        failure.Write(_folder, Place.Rank);
    }
}
