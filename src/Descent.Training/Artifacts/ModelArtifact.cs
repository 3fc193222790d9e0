using System.Text.Json;
using Descent.Runs;
using Descent.Runs.Storage;
using Descent.Training.Checkpoints;

namespace Descent.Training.Artifacts;

/// <summary>The folder to ship: weights.safetensors and model.json, always of one and the same network.</summary>
public static class ModelArtifact
{
    private const string WeightsName = "weights.safetensors";
    private const string DescriptionName = "model.json";

    /// <summary>Writes the folder, or a new one in its place; a reader finds the old one or the new one, whole.</summary>
    /// <param name="folder">The folder; its parent exists.</param>
    /// <param name="description">What the weights are.</param>
    /// <param name="weights">Weights and buffers.</param>
    /// <exception cref="CheckpointException">It could not be written; a model that was there before still is.</exception>
    public static void Write(string folder, ModelDescription description, IReadOnlyList<NamedArray> weights) =>
        Write(folder, description, weights, Disk.Real);

    /// <summary>What the folder holds.</summary>
    /// <exception cref="RunConfigurationException">There is no model, or model.json is damaged or of a newer format.</exception>
    /// <exception cref="CheckpointException">The weights are damaged or cannot be read.</exception>
    public static (ModelDescription Description, IReadOnlyList<NamedArray> Weights) Read(string folder)
    {
        string? actual = DurableFolder.Find(Path.GetFullPath(folder));
        if (actual is null || !File.Exists(Path.Combine(actual, DescriptionName)))
        {
            throw new RunConfigurationException(new Mistake(
                $"'{folder}' holds no model.", actual is null ? "no such folder" : $"a folder without {DescriptionName}", $"a folder with {DescriptionName} and {WeightsName}",
                "A run writes its model when it ends; finish it with: descent resume RUN"));
        }

        ModelDescription description = ReadDescription(Path.Combine(actual, DescriptionName));
        return (description, VerifiedFile.Read(Path.Combine(actual, WeightsName), description.WeightsDigest, SafetensorsReader.Read));
    }

    /// <summary>Whether the folder holds a model of which every byte is as it was written.</summary>
    public static bool IsWhole(string folder)
    {
        try
        {
            _ = Read(folder);
            return true;
        }
        catch (Exception e) when (e is CheckpointException or RunConfigurationException)
        {
            return false;
        }
    }

    internal static void Write(string folder, ModelDescription description, IReadOnlyList<NamedArray> weights, IDisk disk)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            new DurableFolder(disk).Write(full, temporary =>
            {
                string digest = VerifiedFile.Write(disk, Path.Combine(temporary, WeightsName), stream => SafetensorsWriter.Write(stream, weights));
                disk.WriteFile(Path.Combine(temporary, DescriptionName), stream => JsonSerializer.Serialize(
                    stream, description with { WeightsDigest = digest }, TrainingJson.Default.ModelDescription));
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(full, $"the model could not be written: {e.Message}", e);
        }
    }

    private static ModelDescription ReadDescription(string path)
    {
        try
        {
            return JsonFile.Read(path, TrainingJson.Default.ModelDescription, ModelDescription.NewestFormat);
        }

        // Shapes and normalizers that there cannot be are refused by their own types.
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new RunConfigurationException(new Mistake(
                $"'{path}' is damaged.", e.Message, "the JSON object that Descent wrote there", "Restore it from a copy."));
        }
    }
}
