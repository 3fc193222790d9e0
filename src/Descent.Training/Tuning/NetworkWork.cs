using Descent.Data.Sources;
using Descent.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tuning;

/// <summary>About how much a network computes, counted and not timed, so that it is the same wherever and however often it is asked.</summary>
internal static class NetworkWork
{
    /// <summary>Floating-point operations of one example's forward pass in layers with a weight matrix; the others are small beside them.</summary>
    public static double PerExample(ForwardPass forward, ArrayFormat input)
    {
        double operations = 0;
        List<Module<Tensor, Tensor>.HookRemover> hooks = [];
        bool training = forward.Network.training;
        forward.Network.eval();
        try
        {
            foreach (Module<Tensor, Tensor> layer in forward.Network.modules().OfType<Module<Tensor, Tensor>>())
            {
                long[] weights = [.. layer.named_parameters(recurse: false).Where(p => p.parameter.dim() > 1).Select(p => p.parameter.numel() / p.parameter.size(0))];
                hooks.Add(layer.register_forward_hook((_, _, output) =>
                {
                    operations += 2.0 * output.numel() * weights.Sum();
                    return output;
                }));
            }

            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            forward.Call(zeros([1, .. input.Shape]));
            return operations;
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
            forward.Network.train(training);
        }
    }
}
