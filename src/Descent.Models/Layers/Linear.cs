using Descent.Models.Initialization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>A full connection, [B, …, inputs] → [B, …, outputs]: x·weightᵀ + bias. Parameters: weight [outputs, inputs], bias [outputs].</summary>
public sealed class Linear : Layer, ICountedLayer
{
    private readonly int _inputs;
    private readonly int _outputs;

    /// <param name="inputs">Numbers in, 1 or more.</param>
    /// <param name="outputs">Numbers out, 1 or more.</param>
    /// <param name="hasBias">Whether a number is added to each output.</param>
    public Linear(int inputs, int outputs, bool hasBias = true)
        : base(nameof(Linear))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        (_inputs, _outputs) = (inputs, outputs);
        register_parameter("weight", InitialWeights.Draw(inputs, outputs, inputs));
        if (hasBias)
        {
            register_parameter("bias", InitialWeights.Draw(inputs, outputs));
        }

        TakeTensors();
    }

    /// <summary>[outputs, inputs].</summary>
    public Parameter Weight { get; private set; } = null!;

    /// <summary>[outputs], or null.</summary>
    public Parameter? Bias { get; private set; }

    /// <inheritdoc />
    public override Tensor forward(Tensor input) => input.dim() > 0 && input.size(-1) == _inputs
        ? functional.linear(input, Weight, Bias)
        : throw Unfit(input, $"[batch, …, {_inputs}]");

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => 2 * output.numel() * _inputs;

    /// <inheritdoc />
    public override string ToString() => $"Linear({_inputs}, {_outputs})";

    private protected override void TakeTensors() =>
        (Weight, Bias) = (get_parameter("weight")!, has_parameter("bias") ? get_parameter("bias") : null);
}
