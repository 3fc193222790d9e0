using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using LayerNorm = TorchSharp.Modules.LayerNorm;

namespace Descent.Models;

/// <summary>
/// GPT-2 (Radford et al. 2019, "Language models are unsupervised multitask learners"): a decoder without encoder, pre-norm, learned positions,
/// GELU; one table of vectors for inputs and logits. 12·L·W² + 13·L·W + (V + C + 2)·W parameters for L layers, width W, V tokens, context C:
/// 842,496 for 4, 128, 256, 128; GPT-2 small's 124,439,808 for 12, 768, 50,257, 1024.
/// </summary>
public sealed class Gpt : Network, IChainedNetwork
{
    private const double Deviation = 0.02;
    private readonly long _answers;
    private readonly TokenEmbedding _tokens;
    private readonly LearnedPositions _positions;
    private readonly Dropout? _dropout;
    private readonly EncoderBlock[] _blocks;
    private readonly LayerNorm _norm;

    /// <param name="tokens">How many different tokens, 1 or more.</param>
    /// <param name="context">The most positions, 1 or more.</param>
    /// <param name="layers">Blocks, 1 or more.</param>
    /// <param name="width">The length of a vector.</param>
    /// <param name="heads">Heads of attention; they must divide the width.</param>
    /// <param name="answers">How many of the last positions get logits; 0 is all.</param>
    /// <param name="dropout">The share dropped in training, 0 to below 1.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or a number is out of range.</exception>
    public Gpt(int tokens, int context, int layers = 4, int width = 128, int heads = 4, int answers = 0, double dropout = 0)
        : base(
            new Architecture("gpt", new Dictionary<string, long>
            {
                ["classes"] = tokens,
                ["layers"] = layers,
                ["width"] = width,
                ["heads"] = heads,
                ["answers"] = answers,
                ["dropout"] = (long)Math.Round(100 * dropout),
            }),
            -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(answers, context);
        BlockOptions options = new(width, heads) { Causal = true, Dropout = dropout };
        _answers = answers == 0 ? context : answers;
        _tokens = new TokenEmbedding(tokens, width, Deviation);
        _positions = new LearnedPositions(context, width, Deviation);
        _dropout = dropout > 0 ? new Dropout(dropout) : null;
        _blocks = [.. Enumerable.Range(0, layers).Select(_ => new EncoderBlock(options))];
        _norm = nn.LayerNorm(width);
        register_module("tokens", _tokens);
        register_module("positions", _positions);
        if (_dropout is not null)
        {
            register_module("dropout", _dropout);
        }

        for (int i = 0; i < layers; i++)
        {
            register_module($"block{i}", _blocks[i]);
        }

        register_module("norm", _norm);
        Initialize();
    }

    /// <summary>Its entry in the catalog.</summary>
    public static NetworkDefinition Definition { get; } = new("gpt", "GPT-2, 2019: a decoder of text or of answers to a prompt", request =>
    {
        int context = request.Positions("gpt");
        return new Gpt(
            request.Classes, context, request.Option("layers", 4), request.Option("width", 128), request.Option("heads", 4),
            request.Option("answers", 0), request.Option("dropout", 0) / 100.0);
    })
    {
        UsualInput = [128],
        UsualClasses = 256,
        Options = new Dictionary<string, string>
        {
            ["layers"] = "blocks, 4",
            ["width"] = "length of a vector, 128",
            ["heads"] = "heads of attention, which divide the width, 4",
            ["answers"] = "last positions that are answered, from the data's labels; else all",
            ["dropout"] = "percent dropped in training, 0",
        },
    };

    /// <inheritdoc />
    public override ScalarType InputType => ScalarType.Int64;

    /// <inheritdoc />
    public IReadOnlyList<ChainLink> Links =>
    [
        new(Embed, [("tokens", _tokens), ("positions", _positions), .. _dropout is null ? [] : new (string, Module)[] { ("dropout", _dropout) }]),
        .. _blocks.Select((block, i) => new ChainLink(block.call, ($"block{i}", block))),
        new(Answer, ("norm", _norm), ("tokens", _tokens)),
    ];

    /// <inheritdoc />
    protected override Tensor Compute(Tensor input) => Answer(LayerChain.Run(_blocks, Embed(input)));

    private Tensor Embed(Tensor input)
    {
        Tensor hidden = _positions.call(_tokens.call(input)); // [B, T, width]
        return _dropout?.call(hidden) ?? hidden;
    }

    private Tensor Answer(Tensor hidden)
    {
        long positions = hidden.size(1);
        hidden = positions > _answers ? hidden.narrow(1, positions - _answers, _answers) : hidden;
        return _tokens.Logits(_norm.call(hidden)); // [B, answers, tokens]
    }

    // As GPT-2: normal, and smaller where many layers add up.
    private void Initialize()
    {
        double output = Deviation / Math.Sqrt(2 * _blocks.Length);
        HashSet<Linear> outputs = [.. _blocks.SelectMany(block => block.Outputs)];
        InitialWeights.DrawConnections(this, linear => init.normal_(linear.Weight, 0, outputs.Contains(linear) ? output : Deviation));
    }
}
