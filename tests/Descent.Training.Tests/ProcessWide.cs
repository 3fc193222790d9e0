namespace Descent.Training.Tests;

/// <summary>Tests that need libtorch's generator or thread count for themselves run when no other does.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
