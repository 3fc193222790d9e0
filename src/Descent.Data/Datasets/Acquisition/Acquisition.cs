using Descent.Runs;
using Descent.Runs.Storage;

namespace Descent.Data.Datasets.Acquisition;

/// <summary>Brings the files of a named data set from the first place that has them, each one checked by its SHA-256.</summary>
/// <remarks>
/// What came from afar is kept in the cache, written durably under a temporary name of its own: a download that was cut off is never
/// seen as a file, and two processes that download at once write the same bytes twice.
/// </remarks>
internal sealed class Acquisition(string dataset, IReadOnlyList<IDataPlace> places, string cacheFolder, IProgress<string>? progress)
{
    // Places afar that failed once, with the reason: without a network, each file would wait for each of them again.
    private readonly Dictionary<IDataPlace, string> _failed = [];

    /// <summary>The contents of all files, in order.</summary>
    /// <exception cref="RunConfigurationException">A file is nowhere; lists each place with its reason.</exception>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(IReadOnlyList<DataFile> files, CancellationToken cancellation)
    {
        List<byte[]> contents = [];
        foreach (DataFile file in files)
        {
            contents.Add(await ReadAsync(file, cancellation).ConfigureAwait(false));
        }

        return contents;
    }

    private async Task<byte[]> ReadAsync(DataFile file, CancellationToken cancellation)
    {
        List<string> reasons = [];
        foreach (IDataPlace place in places)
        {
            if (_failed.TryGetValue(place, out string? failure))
            {
                reasons.Add(failure);
                continue;
            }

            try
            {
                if (place.IsRemote)
                {
                    progress?.Report($"Getting {file.Name} of {dataset}: {place.Description}");
                }

                byte[] stored = await place.ReadAsync(file, cancellation).ConfigureAwait(false);
                byte[] content = Verify(file, place, stored);
                if (place.IsRemote)
                {
                    Keep(file, content);
                }

                return content;
            }
            catch (PlaceException e)
            {
                string reason = $"{place.Description}: {e.Message}";
                reasons.Add(reason);
                if (place.IsRemote)
                {
                    _failed.Add(place, reason);
                }
            }
        }

        string tried = string.Concat(reasons.Select(reason => $"{Environment.NewLine}  - {reason}"));
        throw new RunConfigurationException(new Mistake(
            $"The data set '{dataset}' could not be found or downloaded.", $"no {file.Name} from any of these places:{tried}",
            $"the published files in the folder that DESCENT_DATA names, in {cacheFolder}, or a network that reaches one of these places",
            "Use --data glyphs, which needs no download, or put the files there yourself."));
    }

    private byte[] Verify(DataFile file, IDataPlace place, byte[] stored)
    {
        try
        {
            return file.Verify(stored);
        }
        catch (PlaceException e)
        {
            // A wrong file is passed over, but never silently.
            progress?.Report($"Passing over {place.Description}: {e.Message}");
            throw;
        }
    }

    // Unpacked, so that later runs start sooner.
    private void Keep(DataFile file, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(cacheFolder);
            DurableFile.Write(Path.Combine(cacheFolder, file.Name), stream => stream.Write(content));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            progress?.Report($"{file.Name} could not be kept for the next time: {e.Message}");
        }
    }
}
