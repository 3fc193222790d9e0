using System.Reflection;
using PublicApiGenerator;

namespace Descent.Architecture.Tests;

/// <summary>What is public is what was approved.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    /// <summary>Those that programs reference.</summary>
    public static TheoryData<string> Projects() => ["Runs", "Torch", "Data", "Models", "Training", "Doctor", "Distributed", "Lab"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Is_what_was_approved(string project) => Approval.Check(
        $"Descent.Architecture.Tests/PublicApi/{project}.txt", Assembly.Load($"Descent.{project}").GeneratePublicApi(Options));
}
