#:project ../src/Descent.Training/Descent.Training.csproj

// Your own TorchSharp module and your own observer: neither needs to know more of Descent than this.
//   dotnet run recipes/own-module.cs               Fashion-MNIST
//   dotnet run recipes/own-module.cs -- --short    600 generated digits: a try in seconds

using Descent.Data;
using Descent.Data.Datasets;
using Descent.Torch.Loading;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// Before the first use of TorchSharp: loads libtorch from the package cache.
Libtorch.Load();

Dataset data = await DatasetCatalog.LoadAsync(args is ["--short"] ? "glyphs:600" : "fashion-mnist");
TrainingOutcome outcome = new Trainer(new TrainingOptions { Epochs = 2 }, new TrainerSetup { Observers = [new Ticker()] })
    .Fit(() => new TwoLayers(), data, new AdamWOptions { LearningRate = 0.001, WeightDecay = 0.01 }, Loss.CrossEntropy);
Console.WriteLine($"test accuracy {outcome.Test!.Accuracy:P1}");

// A module of one's own, written as for TorchSharp alone.
internal sealed class TwoLayers : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _hidden = Linear(28 * 28, 128);
    private readonly Module<Tensor, Tensor> _output = Linear(128, 10);

    public TwoLayers()
        : base("two-layers")
    {
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) // [B, 1, 28, 28]
    {
        Tensor hidden = _hidden.call(input.flatten(1)).relu(); // [B, 128]
        return _output.call(hidden); // [B, 10]
    }
}

// Watches and changes nothing; what it throws is told once and training goes on.
internal sealed class Ticker : ITrainingObserver
{
    public void StepFinished(in StepReport step)
    {
        if (step.Step % 100 == 0)
        {
            Console.WriteLine($"step {step.Step}: loss {step.Loss:F3}");
        }
    }

    public void EpochFinished(EpochReport epoch) =>
        Console.WriteLine($"epoch {epoch.Epoch + 1}: validation accuracy {epoch.Validation!.Accuracy:P1}");
}
