using Descent.Data.Datasets.Acquisition;
using Descent.Data.Formats;
using Descent.Runs;

namespace Descent.Data.Datasets;

/// <summary>The data sets that --data takes: by name, or by the kind of their files and where they lie, KIND:PATH.</summary>
public static class DatasetCatalog
{
    /// <summary>The data sets with a name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. PublishedDatasets.All.Select(dataset => dataset.Description.Name), "glyphs"];

    /// <summary>The kinds of files.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["idx", "cifar10", "folder", "csv"];

    /// <summary>Loads a data set; a named one is looked for on this machine, then downloaded.</summary>
    /// <param name="data">A name ("fashion-mnist"), a kind and a path ("folder:photos"), or "glyphs:COUNT".</param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="RunConfigurationException">It is unknown, cannot be had, or its files are wrong.</exception>
    public static async Task<Dataset> LoadAsync(string data, DatasetOptions? options = null, CancellationToken cancellation = default)
    {
        (string name, string? rest) = data.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (data[..colon], data[(colon + 1)..]) : (data, null);
        if (name == "glyphs")
        {
            return GlyphDataset.Load(rest);
        }

        if (rest is null)
        {
            NamedDataset dataset = Find(name) ?? throw new RunConfigurationException(Unknown(data));
            return await LoadAsync(dataset, options ?? new DatasetOptions(), cancellation).ConfigureAwait(false);
        }

        return (name, rest) switch
        {
            ("idx", { Length: > 0 }) => IdxFolder.Load(rest),
            ("cifar10", { Length: > 0 }) => Cifar10Folder.Load(rest),
            ("folder", { Length: > 0 }) => ImageFolder.Load(rest),
            ("csv", { Length: > 0 }) => CsvTable.Load(rest),
            _ => throw new RunConfigurationException(Unknown(data)),
        };
    }

    /// <summary>What the named data sets are, and whether they are on this machine. Downloads nothing.</summary>
    public static IReadOnlyList<DatasetDescription> Describe(DatasetOptions? options = null)
    {
        Surroundings surroundings = (options ?? new DatasetOptions()).Surroundings;
        return [.. PublishedDatasets.All.Select(dataset => dataset.Description with { Location = Locate(dataset, surroundings) }), GlyphDataset.Description];
    }

    /// <summary>What one named data set is, and whether it is on this machine. Downloads nothing.</summary>
    /// <exception cref="RunConfigurationException">The name is unknown.</exception>
    public static DatasetDescription Describe(string name, DatasetOptions? options = null) =>
        Describe(options).FirstOrDefault(description => description.Name == name) ?? throw new RunConfigurationException(Unknown(name));

    private static async Task<Dataset> LoadAsync(NamedDataset dataset, DatasetOptions options, CancellationToken cancellation)
    {
        Surroundings surroundings = options.Surroundings;
        string name = dataset.Description.Name;
        using HttpClient client = new(surroundings.Web()) { Timeout = Timeout.InfiniteTimeSpan };
        Acquisition.Acquisition acquisition =
            new(name, dataset.Places(surroundings, client), Path.Combine(surroundings.CacheFolder, name), options.Progress);
        return dataset.Join(await acquisition.ReadAsync(dataset.Files, cancellation).ConfigureAwait(false));
    }

    private static NamedDataset? Find(string name) => PublishedDatasets.All.FirstOrDefault(dataset => dataset.Description.Name == name);

    private static string? Locate(NamedDataset dataset, Surroundings surroundings) =>
        dataset.LocalPlaces(surroundings)
            .Where(place => dataset.Files.All(file => place.Find(file) is not null))
            .Select(place => Path.GetDirectoryName(place.Find(dataset.Files[0])))
            .FirstOrDefault();

    private static Mistake Unknown(string data)
    {
        string name = data.Split(':')[0];
        bool isPath = data.Contains(':', StringComparison.Ordinal);
        string allowed = $"{string.Join(", ", Names)}; or a path as {string.Join(", ", Kinds.Select(kind => kind + ":PATH"))}; or glyphs:COUNT";
        if (isPath && Kinds.Contains(name))
        {
            return new Mistake($"The data '{data}' has no path.", data, allowed, $"Write {name}:PATH.");
        }

        string suggestion = NearestName.Suggest(name, isPath ? [.. Kinds, "glyphs"] : Names);
        return new Mistake(
            isPath ? $"There is no kind of data '{name}'." : $"There is no data set '{data}'.", data, allowed,
            suggestion.Length > 0 ? suggestion : "Take one of these.");
    }
}
