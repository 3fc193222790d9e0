#:project ../src/Descent.Doctor/Descent.Doctor.csproj
#:project ../src/Descent.Models/Descent.Models.csproj

// Why a training isn't learning: the doctor watches, says what it finds, and tries what it suggests on a fork.
//   dotnet run recipes/doctor.cs               Fashion-MNIST
//   dotnet run recipes/doctor.cs -- --short    600 generated digits: a try in seconds

using Descent.Data;
using Descent.Data.Datasets;
using Descent.Doctor.Proofs;
using Descent.Doctor.Reports;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Torch.Loading;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

Libtorch.Load();
Dataset data = await DatasetCatalog.LoadAsync(args is ["--short"] ? "glyphs:600" : "fashion-mnist");

// A rate that is far too high. The doctor changes no bit of the training; a finding is told once, after the epoch that showed it.
using var doctor = new RunDoctor(DoctorLevel.On, finding => Console.WriteLine($"{finding.Severity}: {finding.What} {finding.Fix}"), TimeProvider.System);
TrainingOutcome outcome = new Trainer(new TrainingOptions { Epochs = 3 }, new TrainerSetup { Observers = [doctor], Probe = doctor })
    .Fit(() => new LeNet(classes: 10), data, new AdamOptions { LearningRate = 0.1 }, Loss.CrossEntropy);
Console.WriteLine($"test accuracy {outcome.Test!.Accuracy:P1}");

// The same from the run's folder, at any later time.
var diagnosis = Diagnosis.Of(outcome.Run);
Console.WriteLine($"{diagnosis.Findings.Count} findings, the worst: {diagnosis.Worst}");
foreach (Counterfactual tried in Counterfactual.Try(outcome.Run, () => new LeNet(classes: 10), data, diagnosis.Findings, steps: 32, fromStart: true))
{
    Interval ratio = tried.Training.Ratio;
    Console.WriteLine($"{string.Join(' ', tried.Options)}: {tried.Verdict}, the training loss is {ratio.Mean:G2} times as large ({ratio.Low:G2} to {ratio.High:G2})");
}
