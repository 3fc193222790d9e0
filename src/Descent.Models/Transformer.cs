using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using LayerNorm = TorchSharp.Modules.LayerNorm;

namespace Descent.Models;

/// <summary>
/// The Transformer (Vaswani et al. 2017, "Attention is all you need"): an encoder of the source and a decoder of the answer, sinusoidal positions,
/// ReLU, norms after each sum; one table of vectors for source, answer and logits. 4·W² + 4·W of each attention: 927,360 parameters for
/// 2 + 2 layers of width 128 and 13 tokens; 63,082,496 for the paper's base, 6 + 6 layers of width 512 and 37,000 tokens.
/// </summary>
/// <remarks>One input [S + T] is the source's S tokens, then the answer so far, one behind what is asked for; outputs are logits of the T.</remarks>
public sealed class Transformer : Network
{
    private readonly long _source;
    private readonly double _scale;
    private readonly TokenEmbedding _tokens;
    private readonly SinusoidalPositions _positions;
    private readonly Dropout? _dropout;
    private readonly EncoderBlock[] _encoder;
    private readonly DecoderBlock[] _decoder;
    private readonly LayerNorm? _encoderNorm;
    private readonly LayerNorm? _decoderNorm;

    /// <param name="tokens">How many different tokens, 1 or more.</param>
    /// <param name="source">S: tokens of the source, 1 or more.</param>
    /// <param name="answers">T: the most tokens of the answer, 1 or more.</param>
    /// <param name="layers">Blocks of the encoder, and as many of the decoder; 1 or more. The paper has 6.</param>
    /// <param name="options">Width, heads and so on; the paper has a width of 512, 8 heads, dropout of 0.1, ReLU and norms after each sum.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or a number is out of range.</exception>
    public Transformer(int tokens, int source, int answers, int layers, BlockOptions options)
        : base(
            new Architecture("transformer", new Dictionary<string, long>
            {
                ["classes"] = tokens,
                ["layers"] = layers,
                ["width"] = options.Width,
                ["heads"] = options.Heads,
                ["answers"] = answers,
                ["dropout"] = (long)Math.Round(100 * options.Dropout),
                ["pre-norm"] = options.PreNorm ? 1 : 0,
            }),
            -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(source, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(answers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        (_source, _scale) = (source, Math.Sqrt(options.Width));
        _tokens = new TokenEmbedding(tokens, options.Width, 1 / _scale);
        _positions = new SinusoidalPositions(Math.Max(source, answers), options.Width);
        _dropout = options.Dropout > 0 ? new Dropout(options.Dropout) : null;
        _encoder = [.. Enumerable.Range(0, layers).Select(_ => new EncoderBlock(options))];
        _decoder = [.. Enumerable.Range(0, layers).Select(_ => new DecoderBlock(options))];
        // What is only added up before, each stack normalizes once at its end.
        _encoderNorm = options.PreNorm ? nn.LayerNorm(options.Width) : null;
        _decoderNorm = options.PreNorm ? nn.LayerNorm(options.Width) : null;
        Register();

        // Glorot, Bengio 2010, as the authors' own code.
        InitialWeights.DrawConnections(this, linear => init.xavier_uniform_(linear.Weight));
    }

    /// <summary>Its entry in the catalog.</summary>
    public static NetworkDefinition Definition { get; } = new("transformer", "The Transformer, 2017: an encoder and a decoder, of questions and answers", request =>
    {
        int positions = request.Positions("transformer");
        int answers = request.Option("answers", positions / 2);
        if (answers < 1 || answers >= positions)
        {
            throw new ArgumentException(
                $"transformer needs a source before its answer: of {positions} positions, 'answers' must be 1 to {positions - 1}, not {answers}. A text has no source; a task such as reverse has.");
        }

        BlockOptions options = new(request.Option("width", 128), request.Option("heads", 4))
        {
            Dropout = request.Option("dropout", 0) / 100.0,
            PreNorm = request.Option("pre-norm", 0) != 0,
            Activation = () => ReLU(),
        };
        return new Transformer(request.Classes, positions - answers, answers, request.Option("layers", 2), options);
    })
    {
        UsualInput = [128],
        UsualClasses = 256,
        Options = new Dictionary<string, string>
        {
            ["layers"] = "blocks of the encoder, and of the decoder, 2",
            ["width"] = "length of a vector, 128",
            ["heads"] = "heads of attention, which divide the width, 4",
            ["answers"] = "last positions that are answered, from the data's labels; else half of all",
            ["dropout"] = "percent dropped in training, 0",
            ["pre-norm"] = "1 normalizes the input of each part, 0 its sum as in the paper, 0",
        },
    };

    /// <inheritdoc />
    public override ScalarType InputType => ScalarType.Int64;

    /// <inheritdoc />
    protected override Tensor Compute(Tensor input)
    {
        long answers = input.size(1) - _source;
        if (answers < 1)
        {
            throw Shape.Mistake("transformer", "inputs", $"[batch, {_source} positions of the source and 1 or more of the answer]", input);
        }

        Tensor memory = LayerChain.Run(_encoder, Embed(input.narrow(1, 0, _source))); // [B, S, width]
        memory = _encoderNorm?.call(memory) ?? memory;
        Tensor hidden = Embed(input.narrow(1, _source, answers)); // [B, T, width]
        foreach (DecoderBlock block in _decoder)
        {
            hidden = block.call(hidden, memory);
        }

        return _tokens.Logits(_decoderNorm?.call(hidden) ?? hidden); // [B, T, tokens]
    }

    private Tensor Embed(Tensor ids)
    {
        Tensor vectors = _positions.call(_tokens.call(ids).Times(_scale));
        return _dropout?.call(vectors) ?? vectors;
    }

    private void Register()
    {
        register_module("tokens", _tokens);
        register_module("positions", _positions);
        foreach ((string name, Module? layer) in new (string, Module?)[] { ("dropout", _dropout), ("encoder_norm", _encoderNorm), ("decoder_norm", _decoderNorm) })
        {
            if (layer is not null)
            {
                register_module(name, layer);
            }
        }

        for (int i = 0; i < _encoder.Length; i++)
        {
            register_module($"encoder{i}", _encoder[i]);
            register_module($"decoder{i}", _decoder[i]);
        }
    }
}
