using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Dropout (Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014): in training each number becomes 0 with a probability.</summary>
public sealed class Dropout : Layer
{
    private readonly double _probability;
    private readonly DropoutMode _mode;

    /// <param name="probability">Of becoming 0, 0 to 1.</param>
    /// <param name="mode">Where it is made up for.</param>
    public Dropout(double probability = 0.5, DropoutMode mode = DropoutMode.UpscaleInTraining)
        : base(nameof(Dropout))
    {
        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is 0 to 1.");
        }

        (_probability, _mode) = (probability, mode);
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor input)
    {
        if (_mode == DropoutMode.UpscaleInTraining)
        {
            return functional.dropout(input, _probability, training);
        }

        if (!training)
        {
            return input.Times(1 - _probability);
        }

        using Tensor kept = empty_like(input).bernoulli_(1 - _probability);
        return input * kept;
    }

    /// <inheritdoc />
    public override string ToString() => $"Dropout({_probability.ToString(System.Globalization.CultureInfo.InvariantCulture)})";
}
