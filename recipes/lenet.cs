#:project ../src/Descent.Models/Descent.Models.csproj
#:project ../src/Descent.Training/Descent.Training.csproj

// Trains LeNet-5 on Fashion-MNIST, tells what it confuses, and asks it about one image.
//   dotnet run recipes/lenet.cs
//   dotnet run recipes/lenet.cs -- --short     600 generated digits and one epoch: a try in seconds

using Descent.Data;
using Descent.Data.Datasets;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Training;
using Descent.Training.Artifacts;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

if (args is ["--short"])
{
    Dataset glyphs = await DatasetCatalog.LoadAsync("glyphs:600");
    Tell(new Trainer(new TrainingOptions { Epochs = 1 })
        .Fit(() => new LeNet(), glyphs, new AdamOptions { LearningRate = 0.001 }, Loss.CrossEntropy), glyphs);
    return;
}

// README: begin
Dataset data = await FashionMnist.LoadAsync();
TrainingOutcome outcome = new Trainer(new TrainingOptions { Epochs = 5, BatchSize = 64 })
    .Fit(() => new LeNet(classes: 10), data, new MomentumOptions { LearningRate = 0.02 }, Loss.CrossEntropy);
Console.WriteLine($"test accuracy {outcome.Test!.Accuracy:P1}, recorded in {outcome.Run.Path}");
// README: end
Tell(outcome, data);

static void Tell(TrainingOutcome outcome, Dataset data)
{
    // From the files that the run shipped, as another program would load them.
    using TrainedModel model = TrainedModel.Load(
        outcome.Run, description => NetworkCatalog.Create(description.Architecture!, description.Input.Shape));

    IMapSource test = data.Test!;
    EvaluationReport report = model.Evaluate(test);
    Console.WriteLine($"{report.Score.Examples} test examples, accuracy {report.Score.Accuracy:P1}");
    foreach (ConfusedPair pair in report.MostConfused.Take(3))
    {
        Console.WriteLine($"  {pair.Count} times {pair.Label} was taken for {pair.Predicted}");
    }

    // Raw bytes go in: the model carries the normalizer that it was trained with.
    byte[] image = new byte[test.Format.Input.Bytes];
    byte[] label = new byte[test.Format.Label.Bytes];
    test.Read([0], image, label);
    float[] probabilities = model.Probabilities(image)[0];
    int predicted = Array.IndexOf(probabilities, probabilities.Max());
    Console.WriteLine(
        $"test example 0 is {data.ClassNames[(int)BitConverter.ToInt64(label)]}; the model says {data.ClassNames[predicted]}, {probabilities[predicted]:P1}");
}
