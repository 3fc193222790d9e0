using System.Globalization;
using Descent.Data;
using Descent.Data.Loading;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Torch.Networks;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tuning;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training;

/// <summary>Trains a network on a data set and records the run in a folder.</summary>
/// <param name="options">What the loop is asked to do; the defaults when null.</param>
/// <param name="setup">Where it is recorded, who watches and how it is stopped; the defaults when null.</param>
public sealed class Trainer(TrainingOptions? options = null, TrainerSetup? setup = null)
{
    private readonly TrainingOptions _options = options ?? new TrainingOptions();
    private readonly TrainerSetup _setup = setup ?? new TrainerSetup();

    /// <summary>Trains a network from its present weights; it then holds the weights that were shipped.</summary>
    /// <inheritdoc cref="Fit(Func{Module{Tensor, Tensor}}, Dataset, OptimizerOptions, Loss)"/>
    public TrainingOutcome Fit(Module<Tensor, Tensor> network, Dataset data, OptimizerOptions optimizer, Loss loss) =>
        Fit(() => network, data, optimizer, loss);

    /// <summary>Makes a network under the run's seed and trains it.</summary>
    /// <exception cref="RunConfigurationException">Options, network and data do not fit; nothing has been written.</exception>
    /// <exception cref="NonFiniteException">A step was refused; the state before it is on disk.</exception>
    /// <exception cref="ExampleException">An example could not be read; the state before it is on disk.</exception>
    /// <exception cref="CheckpointException">The last checkpoint could not be written.</exception>
    public TrainingOutcome Fit(Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, OptimizerOptions optimizer, Loss loss)
    {
        TrainingInputs inputs = ComputeTuner.Choose(TrainingInputs.Prepare(new TrainingPlan(_options, optimizer, loss), makeNetwork, data), _setup);
        RunManifest manifest = Describe(inputs);
        RunFolder run = RunFolder.Create(_setup.Output ?? Path.Combine("runs", manifest.Name), manifest);
        return new TrainingSession(run, inputs, _setup).Run();
    }

    /// <summary>Goes on with a run from its newest checkpoint to the same bits, or from its start when it has none yet.</summary>
    /// <param name="run">The run; a finished one is evaluated again and nothing else.</param>
    /// <param name="makeNetwork">Makes the network that the run was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="setup">Who watches and how it is stopped.</param>
    /// <exception cref="RunConfigurationException">The data is not the run's, or another process trains it.</exception>
    /// <inheritdoc cref="Fit(Func{Module{Tensor, Tensor}}, Dataset, OptimizerOptions, Loss)"/>
    public static TrainingOutcome Resume(RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, TrainerSetup? setup = null)
    {
        TrainingInputs inputs = ComputeTuner.Keep(TrainingInputs.Prepare(ComputeTuner.Fit(TrainingPlan.From(run.Manifest)), makeNetwork, data));
        if (inputs.Split.Train.Fingerprint != run.Manifest.DataFingerprint)
        {
            throw new RunConfigurationException(new Mistake(
                "The training examples are not those that the run was started with.", inputs.Split.Train.Fingerprint, run.Manifest.DataFingerprint,
                "Bring the data back as it was, or start a new run."));
        }

        return new TrainingSession(run, inputs, setup ?? new TrainerSetup()).Run();
    }

    private RunManifest Describe(TrainingInputs inputs)
    {
        Architecture? architecture = (inputs.Network as IDescribedNetwork)?.Architecture;
        string network = _setup.NetworkName ?? architecture?.Name ?? inputs.Network.GetName();
        DateTimeOffset now = _setup.Clock.GetLocalNow();
        return new RunManifest
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-ddTHH-mm-ss}-{network}"),
            Created = now,
            Network = network,
            NetworkOptions = architecture?.Options ?? new Dictionary<string, long>(),
            Dataset = inputs.Data.Name,
            Seed = _options.Seed,
            DataFingerprint = inputs.Split.Train.Fingerprint,
            CommandLine = _setup.CommandLine,
            Versions = Versions.All,
            Options = inputs.Plan.ToJson(),
        };
    }
}
