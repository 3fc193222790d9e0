using System.Text;
using Descent.Data;
using Descent.Data.Loading;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Torch.Networks;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Splitting;
using Descent.Training.Summing;
using Descent.Training.Tuning;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training;

/// <summary>Trains a network on a data set and records the run in a folder; with other ranks, all of them make the same calls.</summary>
/// <param name="options">What the loop is asked to do; the defaults when null.</param>
/// <param name="setup">Where it is recorded, who watches and how it is stopped; the defaults when null.</param>
public sealed class Trainer(TrainingOptions? options = null, TrainerSetup? setup = null)
{
    private readonly TrainingOptions _options = options ?? new TrainingOptions();
    private readonly TrainerSetup _setup = setup ?? new TrainerSetup();

    /// <summary>
    /// Trains a network from its present weights; it then holds the weights that were shipped, on the device that it was trained on. Of a network that is split
    /// it holds this rank's part.
    /// </summary>
    /// <inheritdoc cref="Fit(Func{Module{Tensor, Tensor}}, Dataset, OptimizerOptions, Loss)"/>
    public TrainingOutcome Fit(Module<Tensor, Tensor> network, Dataset data, OptimizerOptions optimizer, Loss loss) =>
        Fit(() => network, data, optimizer, loss);

    /// <summary>Makes a network under the run's seed and trains it.</summary>
    /// <exception cref="RunConfigurationException">Options, network, data and ranks do not fit; nothing has been written.</exception>
    /// <exception cref="RankFailedException">Another rank failed; the state before that step is on disk, unless shards of it are lost.</exception>
    /// <exception cref="NonFiniteException">A step was refused; the state before it is on disk.</exception>
    /// <exception cref="ExampleException">An example could not be read; the state before it is on disk, unless shards of it are on other ranks.</exception>
    /// <exception cref="CheckpointException">The last checkpoint could not be written.</exception>
    public TrainingOutcome Fit(Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, OptimizerOptions optimizer, Loss loss)
    {
        TrainingInputs inputs = ComputeTuner.Choose(TrainingInputs.Prepare(new TrainingPlan(_options, optimizer, loss), makeNetwork, data, _setup.Collective), _setup);
        RequireAgreement(Describe(inputs), _setup.Collective);
        inputs = BucketSize.Choose(inputs, _setup.Collective);
        RunFolder run = MakeFolder(Describe(inputs));
        return new TrainingSession(run, inputs, _setup).Run();
    }

    /// <summary>
    /// Goes on with a run from its newest checkpoint to the same bits, or from its start when it has none yet. Another number of ranks may do so: in exact
    /// mode to the same bits too, otherwise to the same but for rounding and the random numbers of layers such as dropout.
    /// </summary>
    /// <param name="run">The run; a finished one is evaluated again and nothing else.</param>
    /// <param name="makeNetwork">Makes the network that the run was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="setup">Who watches and how it is stopped.</param>
    /// <param name="device">Where it computes from here on, which changes rounding; null is where it was started.</param>
    /// <exception cref="RunConfigurationException">The data is not the run's, or another process trains it.</exception>
    /// <param name="shardOptimizer">Whether ranks cut up the optimizer state, which changes no bit; null is as it was started.</param>
    /// <param name="parallel">How the network is split from here on, which changes nothing but rounding; null is as it was started.</param>
    /// <inheritdoc cref="Fit(Func{Module{Tensor, Tensor}}, Dataset, OptimizerOptions, Loss)"/>
    public static TrainingOutcome Resume(
        RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, TrainerSetup? setup = null, ComputeDevice? device = null, bool? shardOptimizer = null,
        ModelParallel? parallel = null)
    {
        setup ??= new TrainerSetup();
        TrainingPlan plan = ComputeTuner.Fit(TrainingPlan.From(run.Manifest));
        plan = plan with
        {
            Training = plan.Training with
            {
                Device = device ?? plan.Training.Device,
                ShardOptimizer = shardOptimizer ?? plan.Training.ShardOptimizer,
                Parallel = parallel is null ? plan.Training.Parallel : parallel == ModelParallel.None ? null : parallel,
                MicroBatches = 0, // The chunk size of the plan is theirs.
            },
        };
        TrainingInputs inputs = ComputeTuner.Keep(TrainingInputs.Prepare(plan, makeNetwork, data, setup.Collective));
        if (inputs.Split.Train.Fingerprint != run.Manifest.DataFingerprint)
        {
            throw new RunConfigurationException(new Mistake(
                "The training examples are not those that the run was started with.", inputs.Split.Train.Fingerprint, run.Manifest.DataFingerprint,
                "Bring the data back as it was, or start a new run."));
        }

        return new TrainingSession(run, BucketSize.Choose(inputs, setup.Collective), setup).Run();
    }

    // Everything that the run is made from; when and by which words it was started may differ.
    private static void RequireAgreement(RunManifest manifest, ICollective ranks) => RankAgreement.Require(ranks,
    [
        ("network", manifest.Network),
        ("data", manifest.Dataset),
        ("data digest", manifest.DataFingerprint),
        .. manifest.NetworkOptions.Select(option => ($"architecture.{option.Key}", $"{option.Value}")),
        .. manifest.Versions.Select(version => ($"version of {version.Key}", version.Value)),
        .. RankAgreement.Facts(manifest.Options),
    ]);

    // Rank 0 makes the folder and tells the others where it is.
    private RunFolder MakeFolder(RunManifest manifest)
    {
        ICollective ranks = _setup.Collective;
        string path = _setup.Output ?? Path.Combine("runs", manifest.Name);
        RunFolder? own = ranks.Rank == 0 ? RunFolder.Create(path, manifest) : null;
        byte[] made = ranks.Gather(Encoding.UTF8.GetBytes(own?.Path ?? ""))[0];
        return own ?? RunFolder.Of(Encoding.UTF8.GetString(made), manifest);
    }

    private RunManifest Describe(TrainingInputs inputs)
    {
        Architecture? architecture = (inputs.Network as IDescribedNetwork)?.Architecture;
        string network = _setup.NetworkName ?? architecture?.Name ?? inputs.Network.GetName();
        DateTimeOffset now = _setup.Clock.GetLocalNow();
        return new RunManifest
        {
            Name = RunManifest.NameOf(now, network),
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
