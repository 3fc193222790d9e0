using Descent.Doctor.History;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Watching;

public sealed class TrainingSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Training_examples_are_put_to_the_network_after_each_epoch_as_it_is_used()
    {
        RunHistory history = Fit(DoctorLevel.Deep);

        Assert.Equal(3, history[Quantity.EvaluatedLoss].Count);
        // After the epoch the network knows them better than on the average of the epoch.
        Assert.InRange(history[Quantity.EvaluatedLoss].Last, 0.01, history[Quantity.EpochLoss].Last);
        Assert.Equal(512 * (1 - history[Quantity.EvaluatedAccuracy].Last), history[Quantity.EvaluatedWrong].Last, 1e-6);
        Assert.InRange(history[Quantity.EvaluatedFarWrong].Last, 0, 0.5);
    }

    [Fact]
    public void Where_few_are_trained_looking_would_take_too_long() => Assert.Equal(0, Fit(DoctorLevel.On)[Quantity.EvaluatedLoss].Count);

    public void Dispose() => _folder.Dispose();

    private RunHistory Fit(DoctorLevel level)
    {
        using var doctor = new RunDoctor(level, _ => { }, TimeProvider.System);
        return RunHistory.Read(new Trainer(
            new TrainingOptions { Epochs = 3, BatchSize = 50, Threads = 1 }, new TrainerSetup { Output = _folder["run"], Observers = [doctor], Probe = doctor })
            .Fit(() => new LeNet(), Glyphs.Data, new AdamOptions { LearningRate = 0.002 }, Loss.CrossEntropy).Run);
    }
}
