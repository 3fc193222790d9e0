using Descent.Data.Datasets.Acquisition;

namespace Descent.Data.Datasets;

/// <summary>What is known about a data set that has a name and published files.</summary>
internal sealed record NamedDataset
{
    public required DatasetDescription Description { get; init; }

    /// <summary>The published files, in the order in which <see cref="Join"/> takes their contents.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Addresses below which the files lie; each ends in '/'.</summary>
    public required IReadOnlyList<Uri> Upstream { get; init; }

    /// <summary>The Debian package that has the files, and their folder in it.</summary>
    public (string Name, string Folder)? Package { get; init; }

    /// <summary>The data set of the files' contents.</summary>
    public required Func<IReadOnlyList<byte[]>, Dataset> Join { get; init; }

    /// <summary>The folders of this machine that may have the files, in order.</summary>
    public IReadOnlyList<FolderPlace> LocalPlaces(Surroundings surroundings)
    {
        string name = Description.Name;
        List<FolderPlace> places = [];
        if (surroundings.DataFolder is { } folder)
        {
            places.Add(new FolderPlace("DESCENT_DATA", Path.Combine(folder, name), folder));
        }

        places.Add(new FolderPlace("the cache", Path.Combine(surroundings.CacheFolder, name)));
        places.Add(new FolderPlace("the system's packages", Path.Combine(surroundings.SystemFolder, name)));
        return places;
    }

    /// <summary>Every place that may have the files, in order.</summary>
    public IReadOnlyList<IDataPlace> Places(Surroundings surroundings, HttpClient client)
    {
        IEnumerable<IDataPlace> web = Upstream.Select(address => new WebPlace(client, address));
        IEnumerable<IDataPlace> package = Package is { } debian ? [new PackagePlace(debian.Name, debian.Folder, surroundings.Run)] : [];
        return [.. LocalPlaces(surroundings), .. web, .. package];
    }
}
