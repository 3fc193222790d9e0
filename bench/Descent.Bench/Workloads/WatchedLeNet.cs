using System.Diagnostics;
using Descent.Bench.Measuring;
using Descent.Data;
using Descent.Doctor.History;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;

namespace Descent.Bench.Workloads;

/// <summary>Two epochs of LeNet on Fashion-MNIST, with the doctor or without.</summary>
internal sealed class WatchedLeNet
{
    private readonly Dataset _data = new Fashion().Data with { Test = null };

    /// <summary>The share of the last watched training's time that the doctor took by its own clock.</summary>
    public double OwnShare { get; private set; }

    /// <summary>Trains and returns the seconds of a step after the first, validation and what observers do included; preflight is before that.</summary>
    public double Run(bool isWatched)
    {
        using var folder = new TemporaryFolder();
        using RunDoctor? doctor = isWatched ? new RunDoctor(DoctorLevel.On, _ => { }, TimeProvider.System) : null;
        var clock = new EpochClock();
        var setup = new TrainerSetup { Output = folder["run"], Observers = doctor is null ? [clock] : [doctor, clock], Probe = doctor };
        var options = new TrainingOptions { Epochs = 2, Threads = 1, Layout = Layout.Nchw };
        TrainingOutcome outcome = new Trainer(options, setup).Fit(() => new LeNet(), _data, new AdamOptions { LearningRate = 0.001 }, Loss.CrossEntropy);
        OwnShare = isWatched ? RunHistory.Read(outcome.Run)[Quantity.DoctorShare].Points[^1].Value : OwnShare;
        return clock.Elapsed.TotalSeconds / (outcome.Steps - 1);
    }

    private sealed class EpochClock : ITrainingObserver
    {
        private long _start;

        public TimeSpan Elapsed { get; private set; }

        public void StepFinished(in StepReport step) => _start = _start == 0 ? Stopwatch.GetTimestamp() : _start;

        public void EpochFinished(EpochReport epoch) => Elapsed = Stopwatch.GetElapsedTime(_start);
    }
}
