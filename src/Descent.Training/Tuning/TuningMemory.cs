using System.Security.Cryptography;
using System.Text;
using Descent.Runs;
using Descent.Runs.Storage;

namespace Descent.Training.Tuning;

/// <summary>Measured choices, one small file for each machine, network and kind of step.</summary>
internal sealed class TuningMemory(string folder)
{
    /// <summary>The choice for a subject; null when there is none yet, or none that this version reads.</summary>
    public ComputeSetting? Recall(string subject)
    {
        if (!File.Exists(PathOf(subject)))
        {
            return null;
        }

        try
        {
            TunedSetting tuned = JsonFile.Read(PathOf(subject), TrainingJson.Default.TunedSetting, TunedSetting.NewestFormat);
            return tuned.For == subject ? tuned.Setting : null;
        }
        catch (RunConfigurationException)
        {
            return null; // It is measured again, and this file replaced.
        }
    }

    /// <summary>Keeps a choice; returns why it could not, or null.</summary>
    public string? Remember(string subject, ComputeSetting setting)
    {
        try
        {
            Directory.CreateDirectory(folder);
            JsonFile.Write(PathOf(subject), new TunedSetting { For = subject, Setting = setting }, TrainingJson.Default.TunedSetting);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private string PathOf(string subject) =>
        Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))[..24]}.json");
}
