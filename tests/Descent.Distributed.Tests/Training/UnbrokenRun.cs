namespace Descent.Distributed.Tests.Training;

/// <summary>What one process leaves of the run that the tests stop, kill and share out; it is trained once for all of them.</summary>
public sealed class UnbrokenRun : RankRuns
{
    private readonly Lazy<Task<RunFiles>> _files;

    public UnbrokenRun() => _files = new(async () => RunFiles.Of(await Train("Open MPI", 1, "random", "unbroken", 0, "exact", "short")));

    internal Task<RunFiles> Files => _files.Value;
}
