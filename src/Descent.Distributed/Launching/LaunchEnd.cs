namespace Descent.Distributed.Launching;

/// <summary>How a launch ended.</summary>
/// <param name="ExitCode">0, or that of the first rank that failed.</param>
/// <param name="Failures">Why ranks failed, the first cause first; empty where all went well or a signal ended them.</param>
/// <param name="MpirunSaid">What mpirun itself said.</param>
public sealed record LaunchEnd(int ExitCode, IReadOnlyList<RankFailure> Failures, string MpirunSaid);
