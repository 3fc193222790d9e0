namespace Descent.Cli.Launching;

/// <summary>A training command as a launch of many ranks sees it.</summary>
/// <param name="Run">The run's folder.</param>
/// <param name="Words">What each rank is told, that folder included.</param>
/// <param name="ResumeWords">What each is told instead once the run is there and has failed.</param>
/// <param name="Threads">The threads that the command asks for; 0 where it leaves them open, null where it cannot be told.</param>
internal sealed record LaunchedRun(string Run, IReadOnlyList<string> Words, IReadOnlyList<string> ResumeWords, int? Threads);
