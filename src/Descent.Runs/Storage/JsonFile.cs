using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Descent.Runs.Storage;

/// <summary>A small JSON file with a "format" number, written durably and read with the user's mistakes told in words.</summary>
public static class JsonFile
{
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Writes the file as a whole or not at all; see <see cref="DurableFile.Write"/>.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="value">What to write; with a Format if it is to be read back.</param>
    /// <param name="type">How it becomes JSON.</param>
    /// <param name="replace">Whether a file of that name may be replaced.</param>
    /// <exception cref="IOException">The disk is full, failed, or the file is there and may not be replaced.</exception>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type, bool replace = true) =>
        DurableFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type), replace);

    /// <summary>What the file holds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">How it was written.</param>
    /// <param name="newestFormat">The newest format that this version reads.</param>
    /// <exception cref="RunConfigurationException">The file cannot be read, is damaged or of a newer format.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type, int newestFormat)
        where T : class
    {
        try
        {
            if (new FileInfo(path).Length is var length and > MaxBytes)
            {
                throw Damaged(path, $"{length} bytes, more than the {MaxBytes} that such a file may have");
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            CheckFormat(path, document.RootElement, newestFormat);
            return document.Deserialize(type) ?? throw Damaged(path, "null");
        }
        catch (JsonException e)
        {
            throw Damaged(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"'{path}' cannot be read.", e.Message, "a file that this user may read", "Check the path and its permissions."));
        }
    }

    private static void CheckFormat(string path, JsonElement root, int newest)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out JsonElement element)
            || element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out int format) || format < 1)
        {
            throw Damaged(path, "no \"format\" number");
        }

        if (format > newest)
        {
            string writer = root.TryGetProperty("versions", out JsonElement versions) && versions.ValueKind == JsonValueKind.Object
                && versions.TryGetProperty("descent", out JsonElement version) && version.ValueKind == JsonValueKind.String
                ? $"Descent {version.GetString()}" : "a newer Descent";
            throw new RunConfigurationException(new Mistake(
                $"'{path}' was written by {writer} in a format that this version does not know.",
                $"format {format}", $"format 1 to {newest}", $"Update Descent to the version that wrote it ({writer}) or a later one."));
        }
    }

    private static RunConfigurationException Damaged(string path, string received) => new(new Mistake(
        $"'{path}' is damaged.", received, "the JSON object that Descent wrote there",
        "Restore it from a copy, or start a new run in another folder."));
}
