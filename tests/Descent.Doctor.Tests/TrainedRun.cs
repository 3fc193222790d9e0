using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests;

/// <summary>LeNet, trained on a few glyphs with the doctor looking.</summary>
internal static class TrainedRun
{
    public static RunFolder Make(string path, double learningRate)
    {
        using var doctor = new RunDoctor(DoctorLevel.Deep, _ => { }, TimeProvider.System);
        return new Trainer(new TrainingOptions { Epochs = 2, BatchSize = 50, Threads = 1 }, new TrainerSetup { Output = path, Observers = [doctor], Probe = doctor })
            .Fit(() => new LeNet(), Glyphs.Data, new AdamOptions { LearningRate = learningRate }, Loss.CrossEntropy).Run;
    }

    /// <summary>Every file of it, by content.</summary>
    public static IReadOnlyDictionary<string, string> Bytes(RunFolder run) => Directory.EnumerateFiles(run.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));
}
