using Descent.Torch.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests;

/// <summary>Small networks whose weights are the same every time.</summary>
internal static class TestNetworks
{
    /// <summary>5 inputs, 7 hidden units, 3 outputs: matrices and biases whose sizes are no multiples of 16.</summary>
    public static Module<Tensor, Tensor> Small() => Fixed(() => Sequential(
        ("linear1", Linear(5, 7)), ("relu", ReLU()), ("linear2", Linear(7, 3))));

    /// <summary>Makes a network and sets its parameters to a wave between −0.5 and 0.5.</summary>
    public static T Fixed<T>(Func<T> make)
        where T : Module
    {
        Libtorch.Load();
        T network = make();
        int phase = 0;
        using IDisposable noGradients = no_grad();
        foreach ((_, TorchSharp.Modules.Parameter parameter) in network.named_parameters())
        {
            using Tensor values = tensor(Wave(checked((int)parameter.numel()), phase++)).view(parameter.shape);
            parameter.copy_(values);
        }

        return network;
    }

    /// <summary>Numbers between −0.5 and 0.5 without a pattern, the same every time.</summary>
    public static float[] Wave(int count, int phase) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(Math.Sin((i * 12.9898) + (phase * 78.233) + 0.5) * 0.5))];
}
