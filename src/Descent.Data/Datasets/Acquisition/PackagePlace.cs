namespace Descent.Data.Datasets.Acquisition;

/// <summary>The files of a Debian package, fetched by apt-get and unpacked by dpkg-deb in a temporary folder: nothing is installed, no root needed.</summary>
/// <param name="package">The package.</param>
/// <param name="folder">The folder of the files inside the package.</param>
/// <param name="run">Runs the two programs.</param>
internal sealed class PackagePlace(string package, string folder, RunProgram run) : IDataPlace
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // All files come at once, so they are kept until the data set is whole.
    private Dictionary<string, byte[]>? _files;

    public string Description => $"apt-get download {package}";

    public bool IsRemote => true;

    public async Task<byte[]> ReadAsync(DataFile file, CancellationToken cancellation)
    {
        _files ??= await FetchAsync(cancellation).ConfigureAwait(false);
        return file.Names.Select(name => _files.GetValueOrDefault(name)).FirstOrDefault(content => content is not null)
            ?? throw new PlaceException($"the package has no {file.PublishedName}");
    }

    private async Task<Dictionary<string, byte[]>> FetchAsync(CancellationToken cancellation)
    {
        string temporary = Directory.CreateTempSubdirectory("descent-").FullName;
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Patience);
        try
        {
            await RunAsync("apt-get", ["download", package], temporary, late.Token).ConfigureAwait(false);
            string archive = Directory.GetFiles(temporary, "*.deb") is [var only] ? only : throw new PlaceException("apt-get brought no package");
            string unpacked = Path.Combine(temporary, "unpacked");
            await RunAsync("dpkg-deb", ["-x", archive, unpacked], temporary, late.Token).ConfigureAwait(false);
            string data = Path.Combine(unpacked, folder);
            return Directory.Exists(data)
                ? Directory.GetFiles(data).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes)
                : throw new PlaceException($"the package has no folder {folder}");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new PlaceException($"not done after {Patience.TotalMinutes} minutes", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlaceException(e.Message, e);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments, string directory, CancellationToken cancellation)
    {
        ProgramOutcome outcome = await run(program, arguments, directory, cancellation).ConfigureAwait(false);
        if (outcome.ExitCode != 0)
        {
            string[] lines = outcome.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            throw new PlaceException($"{program} failed with {outcome.ExitCode}{(lines.Length > 0 ? $": {lines[^1]}" : "")}");
        }
    }
}
