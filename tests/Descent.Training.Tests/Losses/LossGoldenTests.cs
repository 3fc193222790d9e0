using Descent.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Losses;

/// <summary>Values and gradients of tests/golden/losses.py: float64 to 1e-12, float32 to 1e-5.</summary>
public sealed class LossGoldenTests
{
    private readonly IReadOnlyDictionary<string, Tensor> _values = Golden.Load("losses");

    [Theory]
    [InlineData("numbers", "cross-entropy")]
    [InlineData("smoothed", "cross-entropy:label-smoothing=0.1")]
    [InlineData("ignored", "cross-entropy")]
    [InlineData("ignored-smoothed", "cross-entropy:label-smoothing=0.1")]
    [InlineData("padding", "cross-entropy:ignore-index=2")]
    [InlineData("weighted", "cross-entropy:class-weights=0.5/2/1/0/3")]
    [InlineData("weighted-smoothed-ignored", "cross-entropy:label-smoothing=0.2,class-weights=0.5/2/1/0/3")]
    [InlineData("probabilities", "cross-entropy")]
    [InlineData("probabilities-weighted-smoothed", "cross-entropy:class-weights=0.5/2/1/0/3,label-smoothing=0.3")]
    [InlineData("tokens", "cross-entropy")]
    [InlineData("tokens-ignored", "cross-entropy")]
    [InlineData("tokens-weighted", "cross-entropy:class-weights=0.5/2/1/0/3,label-smoothing=0.1")]
    [InlineData("tokens-probabilities", "cross-entropy")]
    [InlineData("binary", "binary-cross-entropy")]
    [InlineData("mse", "mse")]
    [InlineData("l1", "l1")]
    [InlineData("huber", "huber")]
    [InlineData("huber-0.3", "huber:delta=0.3")]
    public void The_value_and_the_gradient_are_those_of_PyTorch(string name, string text)
    {
        Loss loss = LossCatalog.Parse(text);
        Compare(loss, name, "f64", ScalarType.Float64, 1e-12);
        Compare(loss, name, "f32", ScalarType.Float32, 1e-5);
    }

    private void Compare(Loss loss, string name, string kind, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor outputs = _values[$"{name}.outputs"].to(type, copy: true).requires_grad_();
        Tensor labels = _values[$"{name}.labels"];
        Tensor value = loss.Compute(outputs, labels.is_floating_point() ? labels.to(type) : labels);
        value.backward();

        Golden.Close(_values[$"{name}.{kind}.loss"], value, tolerance, $"{name} {kind}");
        Golden.Close(_values[$"{name}.{kind}.gradient"], outputs.grad!, tolerance, $"{name} {kind} gradient");
    }
}
