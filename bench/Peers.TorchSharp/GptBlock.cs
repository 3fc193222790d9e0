using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Peers.TorchSharp;

/// <summary>One pre-norm block of a GPT as TorchSharp's modules make it.</summary>
internal sealed class GptBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly LayerNorm _norm1;
    private readonly MultiheadAttention _attention;
    private readonly LayerNorm _norm2;
    private readonly Sequential _feedForward;

    public GptBlock(int width, int heads)
        : base("block")
    {
        _norm1 = LayerNorm(width);
        _attention = MultiheadAttention(width, heads);
        _norm2 = LayerNorm(width);
        _feedForward = Sequential(("linear1", Linear(width, 4 * width)), ("gelu", GELU()), ("linear2", Linear(4 * width, width)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor mask)
    {
        Tensor normalized = _norm1.forward(input);
        (Tensor attended, _) = _attention.forward(normalized, normalized, normalized, null, false, mask);
        Tensor sum = input + attended;
        return sum + _feedForward.forward(_norm2.forward(sum));
    }
}
