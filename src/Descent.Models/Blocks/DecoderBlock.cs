using Descent.Models.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>
/// Causal self-attention, attention to the encoder's output, then feed-forward (Vaswani et al. 2017, figure 1 right):
/// [B, T, width] and [B, S, width] → [B, T, width].
/// </summary>
public sealed class DecoderBlock : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "attention")]
    private readonly SelfAttention _attention;
    [ComponentName(Name = "cross_attention")]
    private readonly CrossAttention _cross;
    [ComponentName(Name = "feed_forward")]
    private readonly FeedForward _feedForward;
    private readonly Residual _first;
    private readonly Residual _second;
    private readonly Residual _third;

    /// <exception cref="ArgumentException">The heads do not divide the width, or a number is out of range.</exception>
    public DecoderBlock(BlockOptions options)
        : base(nameof(DecoderBlock))
    {
        _attention = new SelfAttention(options.Width, options.Heads, causal: true);
        _cross = new CrossAttention(options.Width, options.Heads);
        _feedForward = new FeedForward(options.Width, options.Hidden, options.Activation());
        (_first, _second, _third) = (new Residual(options), new Residual(options), new Residual(options));
        RegisterComponents();
        foreach ((string name, Module layer) in (IEnumerable<(string, Module)>)[.. _first.Layers(1), .. _second.Layers(2), .. _third.Layers(3)])
        {
            register_module(name, layer);
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">An input has another width, or they have not the same batch.</exception>
    public override Tensor forward(Tensor input, Tensor memory)
    {
        Tensor looked = _first.Around(input, _attention.call);
        Tensor answered = _second.Around(looked, query => _cross.call(query, memory));
        return _third.Around(answered, _feedForward.call);
    }
}
