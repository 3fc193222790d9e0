using Descent.Torch.Networks;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Two matrices with a nonlinearity between them, at each position by itself: [B, T, width] → [B, T, width].</summary>
public sealed class FeedForward : Module<Tensor, Tensor>, ISplitLayer
{
    private readonly int _width;
    private readonly int _hidden;
    [ComponentName(Name = "linear1")]
    private readonly Linear _linear1;
    [ComponentName(Name = "activation")]
    private readonly Module<Tensor, Tensor> _activation;
    [ComponentName(Name = "linear2")]
    private readonly Linear _linear2;

    /// <param name="width">The length of a vector.</param>
    /// <param name="hidden">The length between the two matrices, usually 4 · width.</param>
    /// <param name="activation">The nonlinearity.</param>
    public FeedForward(int width, int hidden, Module<Tensor, Tensor> activation)
        : base(nameof(FeedForward))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(hidden, 1);
        (_width, _hidden) = (width, hidden);
        _linear1 = new Linear(width, hidden);
        _activation = activation;
        _linear2 = new Linear(hidden, width);
        RegisterComponents();
    }

    /// <summary>The last matrix, whose outputs are added to the residual stream.</summary>
    internal Linear Output => _linear2;

    /// <inheritdoc />
    public (string Name, long Count) Parts => ("hidden numbers", _hidden);

    /// <inheritdoc />
    public void Split(TensorGroup group)
    {
        _linear1.SplitOutputs(group);
        _linear2.SplitInputs(group);
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another width.</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.RequireSequence(nameof(FeedForward), input, _width);
        return _linear2.call(_activation.call(_linear1.call(input)));
    }
}
