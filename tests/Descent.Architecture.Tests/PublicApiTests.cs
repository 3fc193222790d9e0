using System.Reflection;
using PublicApiGenerator;

namespace Descent.Architecture.Tests;

/// <summary>What is public is what was approved.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    [Theory]
    [InlineData("Runs")]
    [InlineData("Torch")]
    [InlineData("Data")]
    [InlineData("Models")]
    [InlineData("Training")]
    [InlineData("Doctor")]
    [InlineData("Distributed")]
    [InlineData("Lab")]
    public void Is_what_was_approved(string project) => Approval.Check(
        $"Descent.Architecture.Tests/PublicApi/{project}.txt", Assembly.Load($"Descent.{project}").GeneratePublicApi(Options));
}
