using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>A network's layers in numbers, found by sending one input of zeros through it.</summary>
public static class NetworkSummary
{
    /// <summary>The layers without children, in the order in which they run.</summary>
    /// <param name="network">A network whose layers are called with call(), as hooks fire only there.</param>
    /// <param name="inputShape">The shape of one input without the batch.</param>
    public static IReadOnlyList<LayerSummary> Of(Module<Tensor, Tensor> network, params IReadOnlyList<long> inputShape)
    {
        List<LayerSummary> layers = [];
        List<(Module<Tensor, Tensor> Layer, Module<Tensor, Tensor>.HookRemover Hook)> hooks = [];
        bool training = network.training;
        network.eval();
        try
        {
            foreach ((string name, Module module) in network.named_modules())
            {
                if (module is Module<Tensor, Tensor> layer && !module.children().Any())
                {
                    hooks.Add((layer, layer.register_forward_hook((_, input, output) =>
                    {
                        layers.Add(Summarize(name, layer, input, output));
                        return output;
                    })));
                }
            }

            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            network.call(zeros([1, .. inputShape], (network as Network)?.InputType ?? ScalarType.Float32));
            return layers;
        }
        finally
        {
            hooks.ForEach(hook => hook.Hook.remove());
            network.train(training);
        }
    }

    private static LayerSummary Summarize(string name, Module layer, Tensor input, Tensor output)
    {
        long parameters = layer.parameters().Sum(p => p.numel());
        long flops = layer switch
        {
            Conv2d convolution => 2 * output.numel() * convolution.weight!.numel() / convolution.weight.size(0),
            Linear linear => 2 * output.numel() * linear.weight!.size(1),
            Layers.ConvReluPool2d block => block.Flops(input),
            TorchSharp.Modules.Flatten => 0,
            Layers.MaxPool2d or TorchSharp.Modules.MaxPool2d => input.numel(),
            _ => output.numel(),
        };
        return new LayerSummary(name, layer.GetType().Name, output.shape[1..], parameters, flops, output.numel() * output.ElementSize);
    }
}
