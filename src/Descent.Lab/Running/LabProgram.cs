using System.Reflection;
using System.Security.Cryptography;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Training;

namespace Descent.Lab.Running;

/// <summary>Which program measures: its version, and a digest that changes whenever what it is built from does.</summary>
internal static class LabProgram
{
    private static readonly Assembly[] Parts = [typeof(LabProgram).Assembly, typeof(Trainer).Assembly, typeof(RunDoctor).Assembly, typeof(LeNet).Assembly, typeof(Data.Dataset).Assembly, typeof(Torch.Randomness.KeyedRandom).Assembly];

    /// <summary>For example "0.1.0 3f2a81c0".</summary>
    public static string Version { get; } =
        $"{typeof(LabProgram).Assembly.GetName().Version!.ToString(3)} {Convert.ToHexStringLower(SHA256.HashData(Parts.SelectMany(part => part.ManifestModule.ModuleVersionId.ToByteArray()).ToArray()))[..8]}";
}
