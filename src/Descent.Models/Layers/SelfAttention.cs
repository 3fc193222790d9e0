using Descent.Torch.Networks;
using Descent.Torch.Operators;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Each position looks at the others (Vaswani et al. 2017): [B, T, width] → [B, T, width]. Queries, keys and values come from one matrix product.</summary>
public sealed class SelfAttention : Module<Tensor, Tensor>, ICountedLayer, ISplitLayer
{
    private readonly int _width;
    private int _heads;
    private readonly bool _causal;
    [ComponentName(Name = "qkv")]
    private readonly Linear _qkv;
    [ComponentName(Name = "output")]
    private readonly Linear _output;

    /// <param name="width">The length of a vector.</param>
    /// <param name="heads">How many heads; they must divide the width.</param>
    /// <param name="causal">Whether a position looks at itself and those before it only.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public SelfAttention(int width, int heads, bool causal = false)
        : base(nameof(SelfAttention))
    {
        Shape.RequireHeads(nameof(SelfAttention), width, heads);
        (_width, _heads, _causal) = (width, heads, causal);
        _qkv = new Linear(width, 3 * width);
        _output = new Linear(width, width);
        RegisterComponents();
    }

    /// <summary>The last matrix, whose outputs are added to the residual stream.</summary>
    internal Linear Output => _output;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another width.</exception>
    public override Tensor forward(Tensor input) => Attend(input, null);

    /// <inheritdoc />
    public (string Name, long Count) Parts => ("heads", _heads);

    /// <inheritdoc />
    public void Split(TensorGroup group)
    {
        _qkv.SplitOutputs(group, 3);
        _output.SplitInputs(group);
        _heads /= group.Size;
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => Heads.CountOperations(output, inputs[0].size(1));

    /// <summary>Attention with a mask, for example of padding.</summary>
    /// <param name="input">[B, T, width].</param>
    /// <param name="mask">True where a query may look at a key, [B or 1, heads or 1, T or 1, T]; for a causal layer, it must be so too.</param>
    /// <exception cref="ArgumentException">The input has another width, or the mask does not fit.</exception>
    public Tensor Attend(Tensor input, Tensor? mask)
    {
        Shape.RequireSequence(nameof(SelfAttention), input, _width);
        Heads.RequireMask(nameof(SelfAttention), mask, input.size(0), _heads, input.size(1), input.size(1));
        Tensor qkv = _qkv.call(input); // [B, T, 3 · width]
        if (mask is null)
        {
            return _output.call(Attention.Apply(qkv, _heads, _causal));
        }

        Tensor[] parts = qkv.chunk(3, 2);
        return _output.call(Attention.Plain(parts[0], parts[1], parts[2], _heads, mask, causal: false));
    }
}
