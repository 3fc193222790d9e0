using System.Text.Json;
using Descent.Runs.Storage;

namespace Descent.Runs.Findings;

/// <summary>The findings of a run as lines of JSON, appended and readable while they grow. For one thread.</summary>
public sealed class FindingsLog : IDisposable
{
    private const int LongestLine = 64 * 1024;
    private readonly AppendFile _file;

    private FindingsLog(AppendFile file) => _file = file;

    /// <summary>The log at <paramref name="path"/>, made if missing, with every line that is whole.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static FindingsLog Open(string path) => new(AppendFile.ContinueAfterLastLine(path));

    /// <summary>Appends a line that readers see at once.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Write(Finding finding)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(finding, FindingJson.Default.Finding), (byte)'\n'];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line.Length, LongestLine, nameof(finding));
        line.CopyTo(_file.Reserve(line.Length));
        _file.Advance(line.Length);
        _file.Flush();
    }

    /// <summary>The findings at <paramref name="path"/> in file order; none where there is no file. A last line without its end is still being written.</summary>
    /// <exception cref="RunConfigurationException">A line is no finding; its number is told.</exception>
    public static IReadOnlyList<Finding> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        List<Finding> findings = [];
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var lines = new BoundedLines(stream, LongestLine);
            while (lines.TryNext(out ReadOnlySpan<byte> line))
            {
                findings.Add(JsonSerializer.Deserialize(line, FindingJson.Default.Finding) ?? throw new JsonException("null"));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new RunConfigurationException(new Mistake(
                $"Line {findings.Count + 1} of '{path}' is damaged.", e.Message, "one finding in a line, as Descent wrote it", "Remove that line; the rest can be read."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"'{path}' cannot be read.", e.Message, "a file that this user may read", "Check the path and its permissions."));
        }

        return findings;
    }

    /// <summary>Flushes and closes the file.</summary>
    public void Dispose() => _file.Dispose();
}
