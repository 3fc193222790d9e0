using Descent.Data;
using Descent.Doctor.Reports;
using Descent.Doctor.Watching;
using Descent.Runs;
using Descent.Torch.Randomness;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>Trains small networks with the Trainer, as anybody would, on one thread and without anything that an experiment did not ask for.</summary>
internal sealed class LabTraining(string scratch, TimeProvider clock, CancellationToken stop)
{
    private int _runs;

    /// <summary>What an experiment begins from: everything that would blur a comparison is off.</summary>
    public static TrainingOptions Plain { get; } = new()
    {
        Epochs = 1,
        Validation = 0,
        Threads = 1,
        Prefetch = 0,
        Schedule = new ConstantSchedule(),
        CheckpointEvery = int.MaxValue,
        KeepCheckpoints = 1,
        LogEvery = int.MaxValue,
    };

    /// <summary>A folder for one more run; it is not there yet.</summary>
    public string NewFolder() => Path.Combine(scratch, $"{_runs++}");

    /// <summary>Trains a network that is made under the options' seed. A run that a step's NaN or infinity ends is an outcome too: it diverged.</summary>
    /// <param name="make">Makes the network.</param>
    /// <param name="data">What it learns, and is tested on.</param>
    /// <param name="optimizer">How it learns.</param>
    /// <param name="options">From <see cref="Plain"/>.</param>
    /// <param name="loss">What it makes small; cross-entropy when null.</param>
    /// <param name="watch">Sees the network after every step.</param>
    public TrainedNetwork Fit(
        Func<Module<Tensor, Tensor>> make, Dataset data, OptimizerOptions optimizer, TrainingOptions options, Loss? loss = null,
        Action<Module<Tensor, Tensor>, StepReport>? watch = null) =>
        Fit(make, data, optimizer, options, loss ?? Loss.CrossEntropy, watch, new TrainerSetup { Output = NewFolder() });

    /// <summary>The same training with the doctor looking, which changes no number of it, and what the doctor says of it in the end.</summary>
    /// <param name="make">Makes the network.</param>
    /// <param name="data">What it learns, and is tested on.</param>
    /// <param name="optimizer">How it learns.</param>
    /// <param name="options">From <see cref="Plain"/>.</param>
    public (TrainedNetwork Trained, Diagnosis Diagnosis) FitWatched(Func<Module<Tensor, Tensor>> make, Dataset data, OptimizerOptions optimizer, TrainingOptions options)
    {
        string folder = NewFolder();
        TrainedNetwork trained;
        using (var doctor = new RunDoctor(DoctorLevel.Deep, _ => { }, clock))
        {
            trained = Fit(make, data, optimizer, options, Loss.CrossEntropy, null, new TrainerSetup { Output = folder, Observers = [doctor], Probe = doctor });
        }

        return (trained, Diagnosis.Of(RunFolder.Open(folder)));
    }

    /// <summary>The same training, stopped after a number of steps and resumed from its checkpoint, with everything that the checkpoint holds.</summary>
    /// <param name="make">Makes the network.</param>
    /// <param name="data">What it learns.</param>
    /// <param name="optimizer">How it learns.</param>
    /// <param name="options">From <see cref="Plain"/>.</param>
    /// <param name="stopAfter">Steps before the stop.</param>
    /// <param name="watch">Sees the network after every step of both parts.</param>
    public TrainedNetwork FitInterrupted(
        Func<Module<Tensor, Tensor>> make, Dataset data, OptimizerOptions optimizer, TrainingOptions options, long stopAfter, Action<Module<Tensor, Tensor>, StepReport> watch)
    {
        TorchRandom.Key(options.Seed);
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Module<Tensor, Tensor> network = make();
        var first = new LossCurve(network, (seen, step) =>
        {
            watch(seen, step);
            if (step.Step == stopAfter)
            {
                interruption.Cancel();
            }
        });
        var setup = new TrainerSetup { Output = NewFolder(), NetworkName = "lab", Observers = [first], Stop = interruption.Token, Clock = clock };
        TrainingOutcome stopped = new Trainer(options, setup).Fit(network, data, optimizer, Loss.CrossEntropy);
        first.Rethrow();
        stop.ThrowIfCancellationRequested();
        Module<Tensor, Tensor> again = make();
        var second = new LossCurve(again, watch);
        TrainingOutcome outcome = Trainer.Resume(stopped.Run, () => again, data, new TrainerSetup { Observers = [second], Stop = stop, Clock = clock });
        second.Rethrow();
        network.Dispose();
        return new TrainedNetwork(again, [.. first.Losses, .. second.Losses], outcome);
    }

    private TrainedNetwork Fit(
        Func<Module<Tensor, Tensor>> make, Dataset data, OptimizerOptions optimizer, TrainingOptions options, Loss loss,
        Action<Module<Tensor, Tensor>, StepReport>? watch, TrainerSetup setup)
    {
        stop.ThrowIfCancellationRequested();
        TorchRandom.Key(options.Seed);
        Module<Tensor, Tensor> network = make();
        var curve = new LossCurve(network, watch);
        var trainer = new Trainer(options, setup with { NetworkName = "lab", Observers = [curve, .. setup.Observers], Stop = stop, Clock = clock });
        TrainingOutcome? outcome = null;
        try
        {
            outcome = trainer.Fit(network, data, optimizer, loss);
        }
        catch (NonFiniteException)
        {
            // An outcome, not a failure: what an experiment is about.
        }

        curve.Rethrow();
        stop.ThrowIfCancellationRequested();
        return new TrainedNetwork(network, curve.Losses, outcome);
    }
}
