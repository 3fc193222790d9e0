using Descent.Torch.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Initialization;

/// <summary>The weights that a network begins with, drawn from libtorch's generator: key it first for the same weights.</summary>
public static class InitialWeights
{
    [ThreadStatic]
    private static bool _areLeftOut;

    /// <summary>Draws every weight of a module anew: matrices and kernels by the scheme, biases zero, norms as they are.</summary>
    /// <param name="module">Any module, with layers of this project, of TorchSharp or of the user.</param>
    /// <param name="scheme">How.</param>
    /// <returns>The module.</returns>
    public static T Initialize<T>(this T module, WeightScheme scheme)
        where T : Module
    {
        if (_areLeftOut)
        {
            return module;
        }

        using IDisposable noGradients = no_grad();
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (parameter.dim() >= 2)
            {
                Fill(parameter, scheme);
            }
            else if (name == "bias" || name.EndsWith(".bias", StringComparison.Ordinal))
            {
                init.zeros_(parameter);
            }
        }

        return module;
    }

    /// <summary>
    /// Until it is disposed, layers of this project that are made on this thread hold whatever memory held: for networks whose weights
    /// are about to be loaded, or of which only the shapes matter.
    /// </summary>
    public static IDisposable LeaveOut() => new LeftOut();

    // The usual start of a deep network of convolutions and ReLUs; full connections keep their smaller weights, so that the first loss is small.
    internal static void DrawKernels(Module network)
    {
        foreach (Layers.Conv2d convolution in network.modules().OfType<Layers.Conv2d>())
        {
            convolution.Initialize(WeightScheme.KaimingNormal);
        }
    }

    // Uniform within ±1/√inputs, as PyTorch draws a layer's weights and biases.
    internal static Parameter Draw(long inputs, params long[] shape)
    {
        using Tensor values = empty(shape);
        if (!_areLeftOut)
        {
            double bound = 1 / Math.Sqrt(inputs);
            init.uniform_(values, -bound, bound);
        }

        return Keep(values);
    }

    // Normal around 0.
    internal static Parameter DrawNormal(double deviation, params long[] shape)
    {
        using Tensor values = _areLeftOut ? empty(shape) : randn(shape).Multiply(deviation);
        return Keep(values);
    }

    // The full connections of a Transformer: weights as its paper has them, biases 0.
    internal static void DrawConnections(Module network, Action<Layers.Linear> drawWeight)
    {
        if (_areLeftOut)
        {
            return;
        }

        using IDisposable noGradients = no_grad();
        foreach (Layers.Linear linear in network.modules().OfType<Layers.Linear>())
        {
            drawWeight(linear);
            init.zeros_(linear.Bias!);
        }
    }

    // A layer outlives the scope that it may have been made in.
    private static Parameter Keep(Tensor values) => (Parameter)Parameter(values).DetachFromDisposeScope();

    private static void Fill(Parameter parameter, WeightScheme scheme) => _ = scheme switch
    {
        WeightScheme.KaimingUniform => init.kaiming_uniform_(parameter, nonlinearity: init.NonlinearityType.ReLU),
        WeightScheme.KaimingNormal => init.kaiming_normal_(parameter, nonlinearity: init.NonlinearityType.ReLU),
        WeightScheme.XavierUniform => init.xavier_uniform_(parameter),
        WeightScheme.XavierNormal => init.xavier_normal_(parameter),
        WeightScheme.Orthogonal => init.orthogonal_(parameter),
        WeightScheme.Zeros => init.zeros_(parameter),
        WeightScheme.TooLarge => init.normal_(parameter),
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, null),
    };

    private sealed class LeftOut : IDisposable
    {
        private readonly bool _before = _areLeftOut;

        public LeftOut() => _areLeftOut = true;

        public void Dispose() => _areLeftOut = _before;
    }
}
