namespace Descent.Data.Datasets.Acquisition;

/// <summary>Files in folders of this machine.</summary>
/// <param name="description">What the folders are, for users.</param>
/// <param name="folders">Where to look, in order.</param>
internal sealed class FolderPlace(string description, params IReadOnlyList<string> folders) : IDataPlace
{
    public string Description => $"{description} ({folders[0]})";

    public bool IsRemote => false;

    /// <summary>Where the file lies, or null; nothing is read.</summary>
    public string? Find(DataFile file) =>
        folders.SelectMany(folder => file.Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public async Task<byte[]> ReadAsync(DataFile file, CancellationToken cancellation)
    {
        string path = Find(file) ?? throw new PlaceException($"no {file.PublishedName}");
        try
        {
            return new FileInfo(path).Length <= file.MaxStored
                ? await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false)
                : throw new PlaceException($"{path} is larger than the published file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlaceException(e.Message, e);
        }
    }
}
