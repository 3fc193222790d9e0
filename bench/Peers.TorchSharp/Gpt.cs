using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Peers.TorchSharp;

/// <summary>GPT-2's shape with TorchSharp's own MultiheadAttention, positions first as it wants them, and tied weights.</summary>
internal sealed class Gpt : Module<Tensor, Tensor>
{
    private readonly Embedding _tokens;
    private readonly Embedding _positions;
    private readonly ModuleList<GptBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly Tensor _mask;
    private readonly Tensor _places;

    public Gpt(int tokens, int context, int layers, int width, int heads)
        : base("gpt")
    {
        _tokens = Embedding(tokens, width);
        _positions = Embedding(context, width);
        _blocks = ModuleList([.. Enumerable.Range(0, layers).Select(_ => new GptBlock(width, heads))]);
        _norm = LayerNorm(width);
        _mask = zeros(context, context).masked_fill(ones(context, context, ScalarType.Bool).triu(1), float.NegativeInfinity);
        _places = arange(context, ScalarType.Int64).unsqueeze(1);
        RegisterComponents();
        // As GPT-2; with the default of 1 the tied logits would begin far too large.
        init.normal_(_tokens.weight!, 0, 0.02);
        init.normal_(_positions.weight!, 0, 0.02);
    }

    /// <summary>Tokens [B, T] to logits [T, B, tokens].</summary>
    public override Tensor forward(Tensor input)
    {
        Tensor hidden = _tokens.forward(input.t()) + _positions.forward(_places); // [T, B, width]
        foreach (GptBlock block in _blocks)
        {
            hidden = block.forward(hidden, _mask);
        }

        return functional.linear(_norm.forward(hidden), _tokens.weight!);
    }
}
