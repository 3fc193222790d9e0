using Descent.Training.Loop;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Optimizers;

/// <summary>50 steps of each optimizer with its options against tests/golden/optimizers.py: float32, 1e-5 of the largest weight after every step.</summary>
/// <remarks>State and weights are float32 by design, so a float64 trajectory does not exist; the formulas are held in double by OptimizerFormulaTests.</remarks>
public sealed class OptimizerGoldenTests
{
    private const double Tolerance = 1e-5;
    private readonly IReadOnlyDictionary<string, Tensor> _values = Golden.Load("optimizers");

    [Theory]
    [InlineData("sgd", "sgd", 0.05, 0, "")]
    [InlineData("sgd-decay", "sgd", 0.05, 0.1, "")]
    [InlineData("momentum", "momentum", 0.02, 0, "")]
    [InlineData("momentum-decay", "momentum", 0.02, 0.1, "")]
    [InlineData("momentum-dampening", "momentum", 0.02, 0.1, ",momentum=0.8,dampening=0.3")]
    [InlineData("momentum-nesterov", "momentum", 0.02, 0.1, ",momentum=0.95,nesterov")]
    [InlineData("adagrad", "adagrad", 0.05, 0, "")]
    [InlineData("adagrad-all", "adagrad", 0.05, 0.1, ",learning-rate-decay=0.1,initial-accumulator=0.2,epsilon=1e-6")]
    [InlineData("rmsprop", "rmsprop", 0.01, 0, "")]
    [InlineData("rmsprop-momentum", "rmsprop", 0.01, 0.1, ",alpha=0.9,momentum=0.7,epsilon=1e-5")]
    [InlineData("rmsprop-centered", "rmsprop", 0.01, 0.1, ",alpha=0.95,centered,epsilon=1e-3")]
    [InlineData("rmsprop-centered-momentum", "rmsprop", 0.01, 0, ",centered,epsilon=1e-3,momentum=0.5")]
    [InlineData("adam", "adam", 0.01, 0, "")]
    [InlineData("adam-all", "adam", 0.01, 0.1, ",beta1=0.8,beta2=0.95,epsilon=1e-4,amsgrad")]
    [InlineData("adamw", "adamw", 0.01, 0.1, "")]
    [InlineData("adamw-all", "adamw", 0.01, 0.2, ",beta1=0.8,beta2=0.95,epsilon=1e-4,amsgrad")]
    public void Goes_where_PyTorch_goes(string golden, string name, double rate, double decay, string options)
    {
        using Module<Tensor, Tensor> network = Linear(4, 5);
        using (no_grad())
        {
            network.get_parameter("weight")!.copy_(_values["weight"]);
            network.get_parameter("bias")!.copy_(_values["bias"]);
        }

        using var flat = new FlatParameters(network);
        // PyTorch decays every parameter.
        using Optimizer optimizer = OptimizerCatalog.Create(name, rate, decay, $"decay-biases-and-norms{options}").Create(flat, 1);
        float[] noise = [.. _values["noise"].data<float>()];
        for (int step = 0; step < _values[golden].size(0); step++)
        {
            FillGradients(flat, noise.AsSpan(step * 25, 25));
            optimizer.Update(rate);
            using Tensor expected = _values[golden].select(0, step);
            using Tensor actual = cat([network.get_parameter("weight")!.flatten(), network.get_parameter("bias")!]);
            Golden.Close(expected, actual, Tolerance, $"{golden}, step {step + 1}");
        }
    }

    private static void FillGradients(FlatParameters flat, ReadOnlySpan<float> noise)
    {
        foreach (ParameterSlot slot in flat.Slots)
        {
            ReadOnlySpan<float> part = slot.Name == "weight" ? noise[..20] : noise[20..];
            for (int i = 0; i < slot.Length; i++)
            {
                flat.Gradients[slot.Offset + i] = ((flat.Values[slot.Offset + i] - 0.3f) * 0.1f) + part[i];
            }
        }
    }
}
