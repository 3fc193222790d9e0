using Descent.Models.Initialization;
using Descent.Torch.Networks;
using Descent.Torch.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>A full connection, [B, …, inputs] → [B, …, outputs]: x·weightᵀ + bias. Parameters: weight [outputs, inputs], bias [outputs].</summary>
public sealed class Linear : Layer, ICountedLayer
{
    private long _inputs;
    private long _outputs;
    private TensorGroup? _fork;
    private TensorGroup? _join;

    /// <param name="inputs">Numbers in, 1 or more.</param>
    /// <param name="outputs">Numbers out, 1 or more.</param>
    /// <param name="hasBias">Whether a number is added to each output.</param>
    public Linear(long inputs, long outputs, bool hasBias = true)
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
    public override Tensor forward(Tensor input) => input.dim() == 0 || input.size(-1) != _inputs ? throw Unfit(input, $"[batch, …, {_inputs}]")
        : _join is null ? FullConnection.Apply(_fork?.Fork(input) ?? input, Weight, Bias)
        : Bias is null ? _join.Join(FullConnection.Apply(input, Weight, null))
        : _join.Join(FullConnection.Apply(input, Weight, null)).Plus(Bias);

    /// <summary>Keeps this rank's part of the outputs, all of the inputs: a layer that takes whole inputs and whose outputs go into <see cref="SplitInputs"/>.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="blocks">Kinds of outputs side by side, each of which is split.</param>
    internal void SplitOutputs(TensorGroup group, int blocks = 1)
    {
        group.Cut(Weight, new TensorPart(0, blocks));
        if (Bias is not null)
        {
            group.Cut(Bias, new TensorPart(0, blocks));
        }

        (_outputs, _fork) = (_outputs / group.Size, group);
    }

    /// <summary>Keeps this rank's part of the inputs: what the ranks make of theirs is summed to whole outputs, to which each adds the bias.</summary>
    internal void SplitInputs(TensorGroup group)
    {
        group.Cut(Weight, new TensorPart(1, 1));
        (_inputs, _join) = (_inputs / group.Size, group);
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => 2 * output.numel() * _inputs;

    /// <inheritdoc />
    public override string ToString() => $"Linear({_inputs}, {_outputs})";

    private protected override void TakeTensors() =>
        (Weight, Bias) = (get_parameter("weight")!, has_parameter("bias") ? get_parameter("bias") : null);
}
