using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using LayerNorm = TorchSharp.Modules.LayerNorm;

namespace Descent.Models;

/// <summary>
/// The Vision Transformer (Dosovitskiy et al. 2021, "An image is worth 16x16 words") in the sizes of DeiT (Touvron et al. 2021): patches as tokens,
/// a class token, learned positions, pre-norm blocks. For 224×224 colour images, patches of 16 and 1000 classes 5,717,416 parameters (tiny)
/// and 22,050,664 (small).
/// </summary>
public sealed class VisionTransformer : Network, IChainedNetwork
{
    private const int Layers = 12;
    private const int HeadWidth = 64;
    private const double Deviation = 0.02;
    private readonly PatchEmbedding _patches;
    private readonly ClassToken _classToken;
    private readonly LearnedPositions _positions;
    private readonly EncoderBlock[] _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _head;

    private VisionTransformer(string name, int heads, int classes, int channels, int size, int patch)
        : base(new Architecture(name, new Dictionary<string, long> { ["classes"] = classes, ["patch"] = patch }), channels, size, size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (patch < 1 || size % patch != 0)
        {
            throw new ArgumentException($"{name} cannot cut images of {size}×{size} into patches of {patch}×{patch}; the side must be a multiple of the patch's.", nameof(patch));
        }

        int width = heads * HeadWidth;
        int side = size / patch;
        _patches = new PatchEmbedding(channels, patch, width);
        _classToken = new ClassToken(width, Deviation);
        _positions = new LearnedPositions(1 + (side * side), width, Deviation);
        _blocks = [.. Enumerable.Range(0, Layers).Select(_ => new EncoderBlock(new BlockOptions(width, heads)))];
        _norm = nn.LayerNorm(width);
        _head = new Linear(width, classes);
        register_module("patches", _patches);
        register_module("class_token", _classToken);
        register_module("positions", _positions);
        for (int i = 0; i < Layers; i++)
        {
            register_module($"block{i}", _blocks[i]);
        }

        register_module("norm", _norm);
        register_module("head", _head);
        InitialWeights.DrawConnections(this, linear => init.normal_(linear.Weight, 0, Deviation));
    }

    /// <summary>ViT-Ti: 12 layers of width 192, 3 heads.</summary>
    public static NetworkDefinition TinyDefinition { get; } = Define("vit-tiny", "Vision Transformer, 2021: 12 layers of width 192", Tiny);

    /// <summary>ViT-S: 12 layers of width 384, 6 heads.</summary>
    public static NetworkDefinition SmallDefinition { get; } = Define("vit-small", "Vision Transformer, 2021: 12 layers of width 384", Small);

    /// <inheritdoc />
    public IReadOnlyList<ChainLink> Links =>
    [
        new(Embed, ("patches", _patches), ("class_token", _classToken), ("positions", _positions)),
        .. _blocks.Select((block, i) => new ChainLink(block.call, ($"block{i}", block))),
        new(Classify, ("norm", _norm), ("head", _head)),
    ];

    /// <summary>ViT-Ti.</summary>
    /// <param name="classes">Outputs, 1 or more.</param>
    /// <param name="channels">Image channels.</param>
    /// <param name="size">Height and width of the image.</param>
    /// <param name="patch">Height and width of a patch; 0 is the largest of 16, 8, 4, 2 and 1 that gives 7 patches a side or more.</param>
    /// <exception cref="ArgumentException">Patches do not divide the image, or a number is out of range.</exception>
    public static VisionTransformer Tiny(int classes = 1000, int channels = 3, int size = 224, int patch = 0) =>
        new("vit-tiny", 3, classes, channels, size, PatchOrDefault(patch, size));

    /// <summary>ViT-S.</summary>
    /// <inheritdoc cref="Tiny"/>
    public static VisionTransformer Small(int classes = 1000, int channels = 3, int size = 224, int patch = 0) =>
        new("vit-small", 6, classes, channels, size, PatchOrDefault(patch, size));

    /// <inheritdoc />
    protected override Tensor Compute(Tensor input) => Classify(LayerChain.Run(_blocks, Embed(input)));

    private Tensor Embed(Tensor input) => _positions.call(_classToken.call(_patches.call(input))); // [B, 1 + patches, width]

    private Tensor Classify(Tensor hidden) => _head.call(_norm.call(hidden.select(1, 0))); // [B, classes]

    private static NetworkDefinition Define(string name, string summary, Func<int, int, int, int, VisionTransformer> make) => new(name, summary, request =>
    {
        (int channels, int side) = request.SquareImage(name, 1);
        return make(request.Classes, channels, side, request.Option("patch", 0));
    })
    {
        Options = new Dictionary<string, string> { ["patch"] = "side of a patch in pixels, which divides the image's; 16 for 224×224, 4 for 28×28 and 32×32" },
        AdamRate = 3e-4,
    };

    private static int PatchOrDefault(int patch, int size) =>
        patch != 0 ? patch : Array.Find((int[])[16, 8, 4, 2], side => size % side == 0 && size / side >= 7) is var found and > 0 ? found : 1;
}
