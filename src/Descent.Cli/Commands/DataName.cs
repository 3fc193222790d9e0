using Descent.Data;
using Descent.Data.Datasets;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>A data set named on the command line: a name, or KIND:PATH.</summary>
internal static class DataName
{
    /// <summary>What is wrong with it as far as can be seen without reading the data.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(string name) => DatasetCatalog.FindMistakes(name);

    /// <summary>The data set, fetched where it is missing.</summary>
    /// <exception cref="RunConfigurationException">It cannot be had; the mistakes say what was tried.</exception>
    public static Dataset Load(string name, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        DatasetCatalog.LoadAsync(name, new DatasetOptions { Progress = progress }, cancellation).GetAwaiter().GetResult();
}
