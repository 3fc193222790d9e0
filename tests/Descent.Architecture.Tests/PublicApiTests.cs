using System.Reflection;
using PublicApiGenerator;

namespace Descent.Architecture.Tests;

/// <summary>
/// What is public is what was approved: the files under PublicApi. A difference fails and leaves NAME.received.txt beside the approved file;
/// with DESCENT_APPROVE=1 in the environment the files are written instead, to be read and committed.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false };

    [Theory]
    [InlineData("Runs")]
    [InlineData("Torch")]
    [InlineData("Data")]
    [InlineData("Models")]
    [InlineData("Training")]
    public void Is_what_was_approved(string project)
    {
        string folder = Path.Combine(Repository.Root, "tests", "Descent.Architecture.Tests", "PublicApi");
        string approved = Path.Combine(folder, $"{project}.txt");
        string received = Path.Combine(folder, $"{project}.received.txt");
        string actual = Assembly.Load($"Descent.{project}").GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("DESCENT_APPROVE") == "1")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(approved, actual);
        }

        string expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(received, actual);
        Assert.Fail(
            $"The public API of Descent.{project} is not the approved one: compare {Repository.Relative(received)} with "
            + $"{Repository.Relative(approved)}, and run these tests with DESCENT_APPROVE=1 if the change is meant.");
    }
}
