using Descent.Models.Initialization;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Puts one learned vector before a sequence, where the answer is read in the end (Devlin et al. 2019): [B, T, width] → [B, 1 + T, width].</summary>
public sealed class ClassToken : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // [1, 1, width]

    /// <param name="width">The length of a vector, 1 or more.</param>
    /// <param name="deviation">The standard deviation of the initial normal distribution.</param>
    public ClassToken(long width, double deviation = 0.02)
        : base(nameof(ClassToken))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _weight = InitialWeights.DrawNormal(deviation, 1, 1, width);
        RegisterComponents();
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another width.</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.RequireSequence(nameof(ClassToken), input, _weight.size(2));
        return cat([_weight.expand(input.size(0), 1, _weight.size(2)), input], 1);
    }
}
