using System.Xml.Linq;

namespace Descent.Architecture.Tests;

public sealed class LayeringTests
{
    /// <summary>The whole architecture: which project may reference which.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Runs"] = [],
        ["Torch"] = [],
        ["Data"] = ["Runs", "Torch"],
        ["Models"] = ["Torch"],
        ["Training"] = ["Runs", "Data"],
        ["Distributed"] = ["Training"],
        ["Doctor"] = ["Runs", "Training"],
        ["Lab"] = ["Doctor", "Models", "Training"],
        ["Cli"] = ["Models", "Training", "Distributed", "Doctor", "Lab"],
    };

    public static TheoryData<string> Projects() => [.. MayReference.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_only_the_layers_below(string project)
    {
        XDocument file = XDocument.Load(Path.Combine(Repository.Root, "src", $"Descent.{project}", $"Descent.{project}.csproj"));
        IEnumerable<string> actual = file.Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)["Descent.".Length..]);

        Assert.Equal(MayReference[project].Order(), actual.Order());
    }

    [Fact]
    public void Every_project_has_its_place_and_its_tests()
    {
        string[] Names(string folder, string suffix) => [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, folder))
            .Select(path => Path.GetFileName(path))
            .Where(name => name.EndsWith(suffix, StringComparison.Ordinal) && name != "Descent.Architecture.Tests")
            .Select(name => name["Descent.".Length..^suffix.Length]).Order()];

        Assert.Equal(MayReference.Keys.Order(), Names("src", ""));
        Assert.Equal(MayReference.Keys.Order(), Names("tests", ".Tests"));
    }

    [Fact]
    public void No_source_file_is_longer_than_400_lines()
    {
        IEnumerable<string> tooLong = Repository.SourceFiles().Where(path => File.ReadLines(path).Count() > 400);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Unsafe_code_and_native_imports_live_in_Torch_in_Distributed_and_in_the_folder_sync()
    {
        string[] allowed = ["src/Descent.Torch/", "src/Descent.Distributed/", "src/Descent.Runs/Storage/"];
        IEnumerable<string> outside = Repository.SourceFiles()
            .Where(path => !allowed.Any(folder => Repository.Relative(path).StartsWith(folder, StringComparison.Ordinal)))
            .Where(path => File.ReadLines(path).Any(line => line.Contains("unsafe ", StringComparison.Ordinal)
                || line.Contains("[DllImport", StringComparison.Ordinal) || line.Contains("[LibraryImport", StringComparison.Ordinal)));

        Assert.Empty(outside);
    }

    [Fact]
    public void One_type_per_file_named_after_it()
    {
        IEnumerable<string> misplaced = Repository.SourceFiles()
            .Where(path => Path.GetFileName(path) != "AssemblyInfo.cs" && Path.GetFileName(path) != "Program.cs")
            .Where(path => !File.ReadLines(path).Any(line => DeclaresTypeNamed(line, Path.GetFileNameWithoutExtension(path).Split('.')[0])));

        Assert.Empty(misplaced);
    }

    private static bool DeclaresTypeNamed(string line, string name) =>
        !line.StartsWith(' ') && System.Text.RegularExpressions.Regex.IsMatch(
            line, $@"\b(class|struct|record|interface|enum|record struct)\s+{name}\b");
}
