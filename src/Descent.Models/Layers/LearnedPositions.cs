using Descent.Models.Initialization;
using Descent.Torch.Operators;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Adds a learned vector to each position (Gehring et al. 2017): [B, T, width] with T up to a number of positions.</summary>
public sealed class LearnedPositions : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // [positions, width]

    /// <param name="positions">The most positions, 1 or more.</param>
    /// <param name="width">The length of a vector, 1 or more.</param>
    /// <param name="deviation">The standard deviation of the initial normal distribution.</param>
    public LearnedPositions(long positions, long width, double deviation = 0.02)
        : base(nameof(LearnedPositions))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _weight = InitialWeights.DrawNormal(deviation, positions, width);
        RegisterComponents();
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another width or more positions.</exception>
    public override Tensor forward(Tensor input)
    {
        long positions = _weight.size(0);
        Shape.RequireSequence(nameof(LearnedPositions), input, _weight.size(1));
        return input.size(1) == positions ? input.Plus(_weight)
            : input.size(1) < positions ? input.Plus(_weight.narrow(0, 0, input.size(1)))
            : throw Shape.Mistake(nameof(LearnedPositions), "inputs", $"[batch, up to {positions} positions, {_weight.size(1)}]", input);
    }
}
