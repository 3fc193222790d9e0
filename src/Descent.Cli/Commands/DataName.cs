using Descent.Data;
using Descent.Data.Datasets;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>A data set named on the command line: a name, or KIND:PATH.</summary>
internal static class DataName
{
    private const string Glyphs = "glyphs";

    /// <summary>What is wrong with it as far as can be seen without reading the data.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string word = colon < 0 ? name : name[..colon];
        IReadOnlyList<string> known = colon < 0 ? DatasetCatalog.Names : [.. DatasetCatalog.Kinds, Glyphs];
        if (!known.Contains(word))
        {
            string near = NearestName.Suggest(word, known);
            string allowed = $"{string.Join(", ", DatasetCatalog.Names)}; {string.Join(", ", DatasetCatalog.Kinds.Select(kind => $"{kind}:PATH"))}; glyphs:COUNT";
            return [new Mistake(
                colon < 0 ? $"There is no data set '{word}'." : $"There is no kind of data '{word}'.", name, allowed,
                near.Length > 0 ? near : "See them: descent data list")];
        }

        string path = name[(colon + 1)..];
        return colon < 0 || word == Glyphs || Path.Exists(path) ? [] :
            [new Mistake($"There is nothing at '{path}'.", name, $"{word}: and a path that exists", "Check the path given with --data.")];
    }

    /// <summary>The data set, fetched where it is missing.</summary>
    /// <exception cref="RunConfigurationException">It cannot be had; the mistakes say what was tried.</exception>
    public static Dataset Load(string name, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        DatasetCatalog.LoadAsync(name, new DatasetOptions { Progress = progress }, cancellation).GetAwaiter().GetResult();
}
