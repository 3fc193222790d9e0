namespace Descent.Cli.Verification;

/// <summary>What is trained twice.</summary>
/// <param name="Words">The words after "descent train" that say what is trained; --output, --json and --log-every are added.</param>
/// <param name="Kills">How many times the second training is killed, 1 or more.</param>
/// <param name="Seed">The seed of the steps at which that happens.</param>
internal sealed record ProofRequest(IReadOnlyList<string> Words, int Kills, ulong Seed);
