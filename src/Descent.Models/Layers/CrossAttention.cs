using Descent.Torch.Networks;
using Descent.Torch.Operators;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Each position of one sequence looks at all of another (Vaswani et al. 2017): [B, T, width] and [B, S, width] → [B, T, width].</summary>
public sealed class CrossAttention : Module<Tensor, Tensor, Tensor>, ICountedLayer, ISplitLayer
{
    private readonly int _width;
    private int _heads;
    [ComponentName(Name = "query")]
    private readonly Linear _query;
    [ComponentName(Name = "key_value")]
    private readonly Linear _keyValue;
    [ComponentName(Name = "output")]
    private readonly Linear _output;

    /// <param name="width">The length of a vector.</param>
    /// <param name="heads">How many heads; they must divide the width.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public CrossAttention(int width, int heads)
        : base(nameof(CrossAttention))
    {
        Shape.RequireHeads(nameof(CrossAttention), width, heads);
        (_width, _heads) = (width, heads);
        _query = new Linear(width, width);
        _keyValue = new Linear(width, 2 * width);
        _output = new Linear(width, width);
        RegisterComponents();
    }

    /// <summary>Looks at every position of the memory.</summary>
    /// <param name="input">[B, T, width].</param>
    /// <param name="memory">[B, S, width].</param>
    /// <exception cref="ArgumentException">They have another width or not the same batch.</exception>
    public override Tensor forward(Tensor input, Tensor memory) => Attend(input, memory, null);

    /// <inheritdoc />
    public (string Name, long Count) Parts => ("heads", _heads);

    /// <inheritdoc />
    public void Split(TensorGroup group)
    {
        _query.SplitOutputs(group);
        _keyValue.SplitOutputs(group, 2);
        _output.SplitInputs(group);
        _heads /= group.Size;
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => Heads.CountOperations(output, inputs[1].size(1));

    /// <summary>Looks at what a mask leaves of the memory, for example all but its padding.</summary>
    /// <param name="input">[B, T, width].</param>
    /// <param name="memory">[B, S, width].</param>
    /// <param name="mask">True where a query may look at a key, [B or 1, heads or 1, T or 1, S].</param>
    /// <exception cref="ArgumentException">They have another width or not the same batch, or the mask does not fit.</exception>
    public Tensor Attend(Tensor input, Tensor memory, Tensor? mask)
    {
        Shape.RequireSequence(nameof(CrossAttention), input, _width);
        Shape.RequireSequence(nameof(CrossAttention), memory, _width, "a memory");
        if (memory.size(0) != input.size(0))
        {
            throw Shape.Mistake(nameof(CrossAttention), "a memory", $"[{input.size(0)}, positions, {_width}]", memory);
        }

        Heads.RequireMask(nameof(CrossAttention), mask, input.size(0), _heads, input.size(1), memory.size(1));
        Tensor[] keyValue = _keyValue.call(memory).chunk(2, 2);
        return _output.call(Attention.Plain(_query.call(input), keyValue[0], keyValue[1], _heads, mask, causal: false));
    }
}
