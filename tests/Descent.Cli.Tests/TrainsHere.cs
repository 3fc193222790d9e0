namespace Descent.Cli.Tests;

/// <summary>Tests that train within their own process, where only one run can train at a time.</summary>
[CollectionDefinition(nameof(TrainsHere))]
public sealed class TrainsHere;
