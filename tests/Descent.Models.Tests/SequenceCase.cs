using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests;

/// <summary>One case of a golden file of sequences: CASE.parameter.*, CASE.in.*, CASE.output, CASE.cotangent, CASE.grad.*, CASE.grad_in.*.</summary>
internal sealed record SequenceCase(IReadOnlyDictionary<string, Tensor> Values, string Name, ScalarType Type)
{
    /// <summary>1e-5 in float32.</summary>
    public double Float32Tolerance { get; init; } = 1e-5;

    /// <summary>1e-12 in float64.</summary>
    private double Tolerance => Type == ScalarType.Float64 ? 1e-12 : Float32Tolerance;

    public Tensor this[string name] => Values[$"{Name}.{name}"];

    /// <summary>Gives a module the golden weights, runs it, and compares its output and all gradients.</summary>
    public void Check<T>(T module, Func<T, Tensor> compute, params string[] inputs)
        where T : Module
    {
        module.to(Type);
        string prefix = $"{Name}.parameter.";
        Assert.Equal(
            Values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]).Order(),
            module.named_parameters().Select(parameter => parameter.name).Order());
        using (no_grad())
        {
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
            {
                parameter.copy_(this[$"parameter.{name}"]);
            }
        }

        Tensor[] given = [.. inputs.Select(input => this[$"in.{input}"])];
        foreach (Tensor input in given.Where(input => input.is_floating_point()))
        {
            input.requires_grad_();
        }

        Tensor output = compute(module);
        Close("output", output);
        (output * this["cotangent"]).sum().backward();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            Close($"grad.{name}", parameter.grad!);
        }

        foreach ((string input, Tensor tensor) in inputs.Zip(given).Where(pair => pair.Second.is_floating_point()))
        {
            Close($"grad_in.{input}", tensor.grad!);
        }
    }

    private void Close(string what, Tensor actual) => Golden.Close(this[what], actual, Tolerance, $"{Name} {what}");
}
