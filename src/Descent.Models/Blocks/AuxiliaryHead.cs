using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>
/// A classifier in the middle of a network, so that gradients reach the early layers (Szegedy et al. 2015): it passes its input on unchanged and,
/// in training only, keeps logits [B, classes] of it.
/// </summary>
public sealed class AuxiliaryHead : Block
{
    private const int Channels = 128;
    private const int Grid = 4;
    private const int Hidden = 1024;
    private readonly Module<Tensor, Tensor>[] _layers;
    private Tensor? _logits;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="classes">Outputs, 1 or more.</param>
    public AuxiliaryHead(int inputs, int classes)
        : base(nameof(AuxiliaryHead)) => _layers =
        [
            Part("avgpool", new AdaptiveAvgPool2d(Grid)),
            Part("conv", new ConvolutionBlock(inputs, Channels, 1)),
            Part("flatten", Flatten()),
            Part("fc1", new Linear(Channels * Grid * Grid, Hidden)),
            Part("relu", ReLU()),
            Part("dropout", new Dropout(0.7)),
            Part("fc2", new Linear(Hidden, classes)),
        ];

    /// <inheritdoc />
    public override Tensor forward(Tensor input)
    {
        _logits = training ? LayerChain.Run(_layers, input) : null;
        return input;
    }

    /// <summary>The logits of the last call in training, once; null when there was none since.</summary>
    public Tensor? TakeLogits()
    {
        Tensor? logits = _logits;
        _logits = null;
        return logits;
    }
}
