using Descent.Models.Blocks;
using Descent.Models.Layers;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Blocks;

/// <summary>PyTorch's attention and Transformer layers with the same weights: outputs and gradients, 1e-12 in float64, 1e-5 in float32.</summary>
public sealed class SequenceGoldenTests
{
    private const int Width = 12;
    private const int Heads = 3;
    private const int Hidden = 20;

    static SequenceGoldenTests() => Libtorch.Load();

    public static TheoryData<ScalarType> Types => [ScalarType.Float64, ScalarType.Float32];

    [Theory]
    [MemberData(nameof(Types))]
    public void Self_attention_is_that_of_PyTorch(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceCase golden = Case("self", type);

        golden.Check(new SelfAttention(Width, Heads), layer => layer.call(golden["in.input"]), "input");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Causal_self_attention_is_that_of_PyTorch(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceCase golden = Case("causal", type);

        golden.Check(new SelfAttention(Width, Heads, causal: true), layer => layer.call(golden["in.input"]), "input");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Self_attention_that_passes_over_padding_is_that_of_PyTorch(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceCase golden = Case("padded", type);

        golden.Check(new SelfAttention(Width, Heads), layer => layer.Attend(golden["in.input"], golden["mask"]), "input");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Cross_attention_is_that_of_PyTorch(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceCase golden = Case("cross", type);

        golden.Check(new CrossAttention(Width, Heads), layer => layer.call(golden["in.input"], golden["in.memory"]), "input", "memory");
    }

    [Theory]
    [InlineData(ScalarType.Float64, true, true)]
    [InlineData(ScalarType.Float64, true, false)]
    [InlineData(ScalarType.Float64, false, true)]
    [InlineData(ScalarType.Float64, false, false)]
    [InlineData(ScalarType.Float32, true, true)]
    [InlineData(ScalarType.Float32, false, false)]
    public void An_encoder_block_is_that_of_PyTorch(ScalarType type, bool preNorm, bool gelu)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceCase golden = Case($"encoder_{(preNorm ? "pre" : "post")}_{(gelu ? "gelu" : "relu")}", type);
        BlockOptions options = new(Width, Heads) { Hidden = Hidden, PreNorm = preNorm, Activation = () => gelu ? GELU() : ReLU() };

        golden.Check(new EncoderBlock(options), block => block.call(golden["in.input"]), "input");
    }

    [Theory]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.Float64, false)]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float32, false)]
    public void A_decoder_block_is_that_of_PyTorch(ScalarType type, bool preNorm)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceCase golden = Case($"decoder_{(preNorm ? "pre" : "post")}", type);
        BlockOptions options = new(Width, Heads) { Hidden = Hidden, PreNorm = preNorm };

        golden.Check(new DecoderBlock(options), block => block.call(golden["in.input"], golden["in.memory"]), "input", "memory");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_whole_Transformer_is_that_of_PyTorch(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        string name = type == ScalarType.Float64 ? "float64" : "float32";

        // PyTorch's own float32 gradients are up to 1.4e-5 from float64's with the same weights.
        SequenceCase golden = new(Golden.Load($"sequence-transformer-{name}"), "transformer", type) { Float32Tolerance = 2e-5 };
        BlockOptions options = new(Width, Heads) { Hidden = Hidden, PreNorm = false, Activation = () => ReLU() };

        golden.Check(new Transformer(13, 6, 5, 2, options), network => network.call(golden["in.input"]), "input");
    }

    [Theory]
    [InlineData("even", 12)]
    [InlineData("odd", 7)]
    public void Sinusoidal_positions_are_the_papers(string name, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using SinusoidalPositions layer = new(11, width);
        Tensor table = Golden.Load("sequence-positions")[name];

        Golden.Close(table, layer.call(zeros(1, 11, width, ScalarType.Float64))[0], 1e-12, name);
        Golden.Close(table[..4], layer.call(zeros(1, 4, width))[0], 1e-5, name);
    }

    private static SequenceCase Case(string name, ScalarType type) =>
        new(Golden.Load($"sequence-blocks-{(type == ScalarType.Float64 ? "float64" : "float32")}"), name, type);
}
