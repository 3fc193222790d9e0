using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests;

/// <summary>Holds one layer or block to PyTorch's values: output, input gradient, parameter gradients, buffers, output in use.</summary>
/// <remarks>float64 to 1e-12 of the largest value, float32 to 1e-5 of the same float64 values.</remarks>
internal static class GoldenCase
{
    /// <param name="file">The golden file.</param>
    /// <param name="name">The case in it.</param>
    /// <param name="make">Makes the module.</param>
    /// <param name="shape">The shape of its input.</param>
    public static void Check(string file, string name, Func<Module<Tensor, Tensor>> make, long[] shape)
    {
        Check(file, name, make, shape, ScalarType.Float64, 1e-12, channelsLast: false);
        Check(file, name, make, shape, ScalarType.Float32, 1e-5, channelsLast: false);
        if (shape.Length == 4)
        {
            Check(file, name, make, shape, ScalarType.Float64, 1e-12, channelsLast: true);
            Check(file, name, make, shape, ScalarType.Float32, 1e-5, channelsLast: true);
        }
    }

    private static void Check(
        string file, string name, Func<Module<Tensor, Tensor>> make, long[] shape, ScalarType type, double tolerance, bool channelsLast)
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> golden = Golden.Load(file);
        using Module<Tensor, Tensor> module = Wave.Fill(make());
        module.to(type);
        module.train();
        Tensor values = Wave.Of(shape, 7).to(type);
        Tensor input = (channelsLast ? values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : values).requires_grad_();
        string what = $"{name}, {type}{(channelsLast ? ", channels last" : "")}";

        Tensor output = module.call(input);
        output.backward([Wave.Of(output.shape, 11).to(type)]);

        Golden.Close(golden[$"{name}/output"], output, tolerance, $"{what}: output");
        Golden.Close(golden[$"{name}/input_gradient"], input.grad!, tolerance, $"{what}: input gradient");
        foreach ((string parameter, TorchSharp.Modules.Parameter tensor) in module.named_parameters())
        {
            Golden.Close(golden[$"{name}/gradient/{parameter}"], tensor.grad!, tolerance, $"{what}: gradient of {parameter}");
        }

        foreach ((string buffer, Tensor tensor) in module.named_buffers())
        {
            Golden.Close(golden[$"{name}/after/{buffer}"], tensor, tolerance, $"{what}: {buffer} afterwards");
        }

        Assert.Equal(
            golden.Keys.Count(key => key.StartsWith($"{name}/gradient/", StringComparison.Ordinal)), module.named_parameters().Count());
        if (golden.TryGetValue($"{name}/eval", out Tensor? inUse))
        {
            module.eval();
            Golden.Close(inUse, module.call(input), tolerance, $"{what}: output in use");
        }
    }
}
