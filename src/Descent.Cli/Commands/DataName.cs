using Descent.Data;
using Descent.Data.Datasets;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>A data set named on the command line: a name, or KIND:PATH.</summary>
internal static class DataName
{
    /// <summary>What is wrong with it as far as can be seen without reading the data.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        IReadOnlyList<string> known = colon < 0 ? DatasetCatalog.Names : DatasetCatalog.Kinds;
        string word = colon < 0 ? name : name[..colon];
        if (known.Contains(word))
        {
            return [];
        }

        string near = NearestName.Suggest(word, known);
        return
        [
            new Mistake(
                colon < 0 ? $"There is no data set '{word}'." : $"There is no kind of data '{word}'.", name,
                $"{string.Join(", ", DatasetCatalog.Names)}, or KIND:PATH with {string.Join(", ", DatasetCatalog.Kinds)}",
                near.Length > 0 ? near : "See them: descent data list"),
        ];
    }

    /// <summary>The data set, fetched where it is missing.</summary>
    /// <exception cref="RunConfigurationException">It cannot be had; the mistakes say what was tried.</exception>
    public static Dataset Load(string name, CancellationToken cancellation = default) =>
        DatasetCatalog.LoadAsync(name, null, cancellation).GetAwaiter().GetResult();
}
