using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>Looks at a network from outside, in the mode of prediction and without gradients.</summary>
internal static class Probe
{
    /// <summary>What the network answers.</summary>
    public static Tensor Outputs(Module<Tensor, Tensor> network, Tensor inputs)
    {
        bool training = network.training;
        network.eval();
        try
        {
            using IDisposable noGradients = no_grad();
            return network.call(inputs);
        }
        finally
        {
            network.train(training);
        }
    }

    /// <summary>The share of rows whose largest logit is at the label.</summary>
    public static double Accuracy(Module<Tensor, Tensor> network, Tensor inputs, Tensor labels)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return ShareEqual(Outputs(network, inputs).argmax(-1), labels);
    }

    /// <summary>The mean cross-entropy.</summary>
    public static double Loss(Module<Tensor, Tensor> network, Tensor inputs, Tensor labels)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return functional.cross_entropy(Outputs(network, inputs), labels).item<float>();
    }

    /// <summary>The share of elements that are equal.</summary>
    public static double ShareEqual(Tensor left, Tensor right)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return left.eq(right).to(ScalarType.Float64).mean().item<double>();
    }

    /// <summary>The largest difference of two tensors over the largest magnitude of the first.</summary>
    public static double RelativeError(Tensor expected, Tensor actual)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return ((expected - actual).abs().max() / expected.abs().max()).to(ScalarType.Float64).item<double>();
    }

    /// <summary>All numbers of a tensor in order.</summary>
    public static double[] Numbers(Tensor tensor)
    {
        using Tensor flat = tensor.detach().to(ScalarType.Float64).contiguous();
        return flat.data<double>().ToArray();
    }
}
