using Descent.Models.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>Self-attention, then feed-forward, each with a residual connection (Vaswani et al. 2017, figure 1 left): [B, T, width] → [B, T, width].</summary>
/// <remarks>With <see cref="BlockOptions.Causal"/> it is the block of a decoder-only network.</remarks>
public sealed class EncoderBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "attention")]
    private readonly SelfAttention _attention;
    [ComponentName(Name = "feed_forward")]
    private readonly FeedForward _feedForward;
    private readonly Residual _first;
    private readonly Residual _second;

    /// <exception cref="ArgumentException">The heads do not divide the width, or a number is out of range.</exception>
    public EncoderBlock(BlockOptions options)
        : base(nameof(EncoderBlock))
    {
        _attention = new SelfAttention(options.Width, options.Heads, options.Causal);
        _feedForward = new FeedForward(options.Width, options.Hidden, options.Activation());
        (_first, _second) = (new Residual(options), new Residual(options));
        RegisterComponents();
        foreach ((string name, Module layer) in (IEnumerable<(string, Module)>)[.. _first.Layers(1), .. _second.Layers(2)])
        {
            register_module(name, layer);
        }
    }

    /// <summary>The matrices whose outputs are added to the residual stream.</summary>
    internal IEnumerable<Linear> Outputs => [_attention.Output, _feedForward.Output];

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another width.</exception>
    public override Tensor forward(Tensor input) =>
        _second.Around(_first.Around(input, _attention.call), _feedForward.call);
}
