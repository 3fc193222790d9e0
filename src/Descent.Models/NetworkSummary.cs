using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>A network's layers in numbers, found by sending one input of zeros through it.</summary>
public static class NetworkSummary
{
    private const int NormOperations = 4;

    /// <summary>
    /// The layers without children in the order in which they run, and the blocks that compute something themselves or hold parameters of their
    /// own; last, what runs in training only. A parameter that several share is counted where it is met first.
    /// </summary>
    /// <param name="network">A network whose layers are called with call(), as hooks fire only there.</param>
    /// <param name="inputShape">The shape of one input without the batch: [channels, height, width] of an image, [positions] of tokens.</param>
    public static IReadOnlyList<LayerSummary> Of(Module<Tensor, Tensor> network, params IReadOnlyList<long> inputShape)
    {
        List<LayerSummary> layers = [];
        List<ForwardHook> hooks = [];
        HashSet<nint> met = [];
        HashSet<string> ran = [];
        (string Name, Module Module)[] listed = [.. network.named_modules().Prepend((network.GetName(), network)).Where(part => IsListed(part.Item2))];
        bool training = network.training;
        network.eval();
        try
        {
            foreach ((string name, Module module) in listed)
            {
                hooks.Add(ForwardHook.Watch(module, (inputs, output) =>
                {
                    ran.Add(name);
                    layers.Add(new LayerSummary(
                        name, module.GetType().Name, output.shape[1..], CountParameters(module, met), CountOperations(module, inputs, output),
                        output.numel() * output.ElementSize));
                }));
            }

            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            network.call(zeros([1, .. inputShape], (network as Network)?.InputType ?? ScalarType.Float32));
            layers.AddRange(listed.Where(part => !ran.Contains(part.Name))
                .Select(part => new LayerSummary(part.Name, part.Module.GetType().Name, [], CountParameters(part.Module, met), 0, 0))
                .Where(layer => layer.Parameters > 0));
            return layers;
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
            network.train(training);
        }
    }

    private static bool IsListed(Module module) =>
        !module.children().Any() || module is ICountedLayer || module.parameters(recurse: false).Any();

    private static long CountParameters(Module module, HashSet<nint> met) =>
        module.parameters(recurse: !module.children().Any()).Where(parameter => met.Add(parameter.Handle)).Sum(parameter => parameter.numel());

    private static long CountOperations(Module layer, IReadOnlyList<Tensor> inputs, Tensor output) => layer switch
    {
        ICountedLayer counted => counted.CountOperations(inputs, output),
        TorchSharp.Modules.Conv2d convolution => 2 * output.numel() * convolution.weight!.numel() / convolution.weight.size(0),
        TorchSharp.Modules.Linear linear => 2 * output.numel() * linear.weight!.size(1),
        TorchSharp.Modules.LayerNorm or TorchSharp.Modules.BatchNorm1d or TorchSharp.Modules.BatchNorm2d => NormOperations * output.numel(),
        TorchSharp.Modules.MaxPool2d => inputs[0].numel(),
        TorchSharp.Modules.Flatten or TorchSharp.Modules.Embedding or Layers.Dropout or TorchSharp.Modules.Dropout => 0,
        _ => output.numel(),
    };
}
