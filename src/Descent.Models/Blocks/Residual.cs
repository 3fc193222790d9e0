using Descent.Torch.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>What surrounds each part of a block: x + part(norm(x)), or norm(x + part(x)) as in the 2017 paper.</summary>
internal sealed class Residual
{
    private readonly bool _preNorm;
    private readonly LayerNorm _norm;
    private readonly Layers.Dropout? _dropout;

    public Residual(BlockOptions options)
    {
        if (!(options.Dropout is >= 0 and < 1))
        {
            throw new ArgumentException($"Dropout must be 0 or more and below 1, not {options.Dropout}.", nameof(options));
        }

        _preNorm = options.PreNorm;
        _norm = LayerNorm(options.Width);
        _dropout = options.Dropout > 0 ? new Layers.Dropout(options.Dropout) : null;
    }

    /// <summary>The layers to register.</summary>
    public IEnumerable<(string Name, Module Layer)> Layers(int number) =>
        [($"norm{number}", _norm), .. _dropout is null ? [] : new (string, Module)[] { ($"dropout{number}", _dropout) }];

    public Tensor Around(Tensor input, Func<Tensor, Tensor> part)
    {
        Tensor output = part(_preNorm ? _norm.call(input) : input);
        Tensor sum = input.Plus(_dropout?.call(output) ?? output);
        return _preNorm ? sum : _norm.call(sum);
    }
}
