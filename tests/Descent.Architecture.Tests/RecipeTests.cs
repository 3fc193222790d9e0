using System.Diagnostics;

namespace Descent.Architecture.Tests;

/// <summary>The recipes compile without a warning and do what they say; the READMEs show what they hold.</summary>
public sealed class RecipeTests
{
    // Restores and compiles a recipe, then trains for an epoch or two.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string[] Recipes =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "recipes"), "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    // One after the other: each builds the projects of src/ first.
    [Fact]
    public async Task Every_recipe_runs()
    {
        Assert.NotEmpty(Recipes);
        foreach (string recipe in Recipes)
        {
            await RunAsync(recipe);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_example_of_the_README_is_a_part_of_the_recipe(string readme)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, readme));
        string[] blocks = [.. text.Split("```csharp\n").Skip(1).Select(rest => rest.Split("```")[0])];
        string recipe = File.ReadAllText(Path.Combine(Repository.Root, "recipes", "lenet.cs"));

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, recipe, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    public void Every_link_to_a_file_leads_to_one(string document)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, document));
        IEnumerable<string> missing = System.Text.RegularExpressions.Regex.Matches(text, @"\]\((?!https?:)([^)#]+)")
            .Select(match => match.Groups[1].Value)
            .Where(target => !Path.Exists(Path.Combine(Repository.Root, target)));

        Assert.Empty(missing);
    }

    private static async Task RunAsync(string recipe)
    {
        string folder = Directory.CreateTempSubdirectory("descent-recipe-").FullName;
        try
        {
            ProcessStartInfo start = new("dotnet", ["run", "--file", Path.Combine(Repository.Root, "recipes", recipe), "--", "--short"])
            {
                // Its runs/ goes there.
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            Assert.True(process.ExitCode == 0, $"{recipe} ended with code {process.ExitCode}:\n{await output}\n{await error}");
            Assert.Contains("accuracy", await output, StringComparison.Ordinal);
            Assert.True(Directory.Exists(Path.Combine(folder, "runs")), $"{recipe} recorded no run.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
