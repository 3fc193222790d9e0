using Descent.Models.Initialization;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>A vector for each token: int64 [B, T] → [B, T, width]. Its weights may turn vectors back into logits (Press, Wolf 2017).</summary>
public sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight; // [tokens, width]

    /// <param name="tokens">How many different tokens, 1 or more.</param>
    /// <param name="width">The length of a vector, 1 or more.</param>
    /// <param name="deviation">The standard deviation of the initial normal distribution.</param>
    public TokenEmbedding(long tokens, long width, double deviation = 1)
        : base(nameof(TokenEmbedding))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _weight = InitialWeights.DrawNormal(deviation, tokens, width);
        RegisterComponents();
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The inputs are not int64 [B, T].</exception>
    public override Tensor forward(Tensor input) => input.dim() == 2 && input.dtype == ScalarType.Int64
        ? _weight.index_select(0, input.flatten()).view(input.size(0), input.size(1), _weight.size(1))
        : throw Shape.Mistake(nameof(TokenEmbedding), "tokens", "Int64 [batch, positions]", input);

    /// <summary>The logits of vectors with the same weights: [B, T, width] → [B, T, tokens].</summary>
    /// <exception cref="ArgumentException">The vectors have another width.</exception>
    public Tensor Logits(Tensor vectors)
    {
        Shape.RequireSequence(nameof(TokenEmbedding), vectors, _weight.size(1), "vectors");
        return functional.linear(vectors, _weight);
    }
}
