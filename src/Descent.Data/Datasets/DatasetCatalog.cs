using Descent.Data.Datasets.Acquisition;
using Descent.Data.Formats;
using Descent.Data.Sequences;
using Descent.Runs;

namespace Descent.Data.Datasets;

/// <summary>The data sets that --data takes: by name, or by the kind of their files and where they lie, KIND:PATH.</summary>
public static class DatasetCatalog
{
    private static readonly Dictionary<string, Func<string, Dataset>> Readers = new()
    {
        ["idx"] = IdxFolder.Load,
        ["cifar10"] = Cifar10Folder.Load,
        ["folder"] = ImageFolder.Load,
        ["csv"] = CsvTable.Load,
        ["text"] = TextFile.LoadBytes,
        ["chars"] = TextFile.LoadCharacters,
    };

    /// <summary>The data sets that this program makes itself; each takes a number of examples too, NAME:COUNT.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [GlyphDataset.Description.Name, .. SequenceTask.Names];

    /// <summary>The data sets with a name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. PublishedDatasets.All.Select(dataset => dataset.Description.Name), .. BuiltIn];

    /// <summary>The kinds of files.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Readers.Keys];

    // What --data takes, in one line.
    private static string Allowed =>
        $"{string.Join(", ", Names)}; or a path as {string.Join(", ", Kinds.Select(kind => kind + ":PATH"))}; or a number of examples as {string.Join(", ", BuiltIn.Select(name => name + ":COUNT"))}";

    /// <summary>Loads a data set; a named one is looked for on this machine, then downloaded.</summary>
    /// <param name="data">A name ("fashion-mnist"), a kind and a path ("folder:photos"), or a built-in name and a number ("glyphs:50000").</param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="RunConfigurationException">It is unknown, cannot be had, or its files are wrong.</exception>
    public static async Task<Dataset> LoadAsync(string data, DatasetOptions? options = null, CancellationToken cancellation = default)
    {
        (string name, string? rest) = Parts(data);
        if (BuiltIn.Contains(name))
        {
            return name == GlyphDataset.Description.Name ? GlyphDataset.Load(rest) : SequenceDataset.Load(data);
        }

        if (rest is null)
        {
            NamedDataset dataset = Find(name) ?? throw new RunConfigurationException(Unknown(data));
            return await LoadAsync(dataset, options ?? new DatasetOptions(), cancellation).ConfigureAwait(false);
        }

        return rest.Length > 0 && Readers.TryGetValue(name, out Func<string, Dataset>? read) ? read(rest) : throw new RunConfigurationException(Unknown(data));
    }

    /// <summary>What is wrong with a data set's name as far as can be seen without reading it; empty when nothing is.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(string data)
    {
        (string name, string? rest) = Parts(data);
        bool isKnown = rest is null ? Names.Contains(name) : BuiltIn.Contains(name) || (Kinds.Contains(name) && rest.Length > 0);
        if (!isKnown)
        {
            return [Unknown(data)];
        }

        string path = name is "text" or "chars" && rest is not null ? TextFile.PathOf(rest) : rest ?? "";
        return rest is null || BuiltIn.Contains(name) || Path.Exists(path) ? [] :
            [new Mistake($"There is nothing at '{path}'.", data, $"{name}: and a path that exists", "Check the path given with --data.")];
    }

    /// <summary>What the named data sets are, and whether they are on this machine. Downloads nothing.</summary>
    public static IReadOnlyList<DatasetDescription> Describe(DatasetOptions? options = null)
    {
        Surroundings surroundings = (options ?? new DatasetOptions()).Surroundings;
        return [.. PublishedDatasets.All.Select(dataset => dataset.Description with { Location = Locate(dataset, surroundings) }), GlyphDataset.Description, .. SequenceDataset.Descriptions];
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

    private static (string Name, string? Details) Parts(string data) =>
        data.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (data[..colon], data[(colon + 1)..]) : (data, null);

    private static Mistake Unknown(string data)
    {
        (string name, string? rest) = Parts(data);
        if (rest is not null && Kinds.Contains(name))
        {
            return new Mistake($"The data '{data}' has no path.", data, Allowed, $"Write {name}:PATH.");
        }

        string suggestion = NearestName.Suggest(name, rest is null ? Names : [.. Kinds, .. BuiltIn]);
        return new Mistake(
            rest is null ? $"There is no data set '{data}'." : $"There is no kind of data '{name}'.", data, Allowed,
            suggestion.Length > 0 ? suggestion : "See them: descent data list");
    }
}
