using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests;

/// <summary>LeNet, trained on a few glyphs with the doctor looking.</summary>
internal static class TrainedRun
{
    private static readonly TrainingOptions Short = new() { Epochs = 2, BatchSize = 50, Threads = 1 };

    public static RunFolder Make(string path, double learningRate)
    {
        using var doctor = new RunDoctor(DoctorLevel.Deep, _ => { }, TimeProvider.System);
        return new Trainer(Short, new TrainerSetup { Output = path, Observers = [doctor], Probe = doctor })
            .Fit(() => new LeNet(), Glyphs.Data, new AdamOptions { LearningRate = learningRate }, Loss.CrossEntropy).Run;
    }

    /// <summary>A run with Adam that was stopped after some steps, in the middle of an epoch.</summary>
    public static RunFolder Stop(string path, Func<Module<Tensor, Tensor>> network, int steps)
    {
        using CancellationTokenSource stop = new();
        var setup = new TrainerSetup { Output = path, Stop = stop.Token, Observers = [new Stopper(steps, stop.Cancel)] };
        return new Trainer(Short, setup).Fit(network, Glyphs.Data, new AdamOptions { LearningRate = 0.002 }, Loss.CrossEntropy).Run;
    }

    /// <summary>The same run without a stop.</summary>
    public static RunFolder Whole(string path, Func<Module<Tensor, Tensor>> network) =>
        new Trainer(Short, new TrainerSetup { Output = path }).Fit(network, Glyphs.Data, new AdamOptions { LearningRate = 0.002 }, Loss.CrossEntropy).Run;

    /// <summary>Every file of it, by content.</summary>
    public static IReadOnlyDictionary<string, string> Bytes(RunFolder run) => Directory.EnumerateFiles(run.Path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    private sealed class Stopper(int steps, Action stop) : ITrainingObserver
    {
        public void StepFinished(in StepReport step)
        {
            if (step.Step == steps)
            {
                stop();
            }
        }
    }
}
