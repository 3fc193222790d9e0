using Descent.Models;
using Descent.Models.Initialization;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Artifacts;

namespace Descent.Cli.Commands;

/// <summary>Brings back the model that a run shipped.</summary>
internal static class ModelLoading
{
    /// <param name="run">The run.</param>
    /// <param name="device">Where it computes; the CPU when null.</param>
    /// <exception cref="RunConfigurationException">There is no model, it is damaged, its network is not one of the catalog's, or there is no such device.</exception>
    public static TrainedModel Load(RunFolder run, ComputeDevice? device) => Load(run, out _, device);

    /// <inheritdoc cref="Load(RunFolder, ComputeDevice?)"/>
    /// <param name="run">The run.</param>
    /// <param name="network">The model's network, disposed with it.</param>
    /// <param name="device">Where it computes; the CPU when null.</param>
    public static TrainedModel Load(RunFolder run, out Network network, ComputeDevice? device = null)
    {
        Network? made = null;
        TrainedModel model = TrainedModel.Load(run, description => made = Build(description), device ?? ComputeDevice.Cpu);
        network = made!;
        return model;
    }

    private static Network Build(ModelDescription description)
    {
        try
        {
            using IDisposable drawn = InitialWeights.LeaveOut(); // they are loaded
            return NetworkCatalog.Create(
                description.Architecture ?? throw new ArgumentException($"{description.NetworkType} does not say how to build it again."),
                description.Input.Shape);
        }
        catch (ArgumentException e)
        {
            throw new RunConfigurationException(new Mistake(
                "The model's network cannot be built from its description.", e.Message, string.Join(", ", NetworkCatalog.Names),
                "Load it from the program that defines the network, with TrainedModel.Load."));
        }
    }
}
