using Descent.Data.Sources;
using Descent.Torch.Networks;
using Descent.Training.Loop;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tuning;

/// <summary>About how much a network computes, counted and not timed, so that it is the same wherever and however often it is asked.</summary>
internal static class NetworkWork
{
    /// <summary>Floating-point operations of one example's forward pass in layers with a weight matrix; the others are small beside them.</summary>
    public static double PerExample(ForwardPass forward, ArrayFormat input)
    {
        double operations = 0;
        List<ForwardHook> hooks = [];
        try
        {
            foreach (Module layer in forward.Network.modules())
            {
                long weights = layer.named_parameters(recurse: false).Where(p => p.parameter.dim() > 1).Sum(p => p.parameter.numel() / p.parameter.size(0));
                hooks.Add(ForwardHook.Watch(layer, (_, output) => operations += 2.0 * output.numel() * weights));
            }

            forward.Try(input);
            return operations;
        }
        finally
        {
            hooks.ForEach(hook => hook.Dispose());
        }
    }
}
