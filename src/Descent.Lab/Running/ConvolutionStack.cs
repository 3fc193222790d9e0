using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>Blocks of two 3×3 convolutions with norms, each with a shortcut around it or without; a shortcut has no weights, so twins begin alike. [B, 1, H, W] → [B, 10].</summary>
internal sealed class ConvolutionStack : Module<Tensor, Tensor>
{
    private const int Width = 16;
    private readonly Module<Tensor, Tensor>[] _blocks;
    private readonly Module<Tensor, Tensor> _stem;
    private readonly Module<Tensor, Tensor> _head;
    private readonly bool _hasShortcut;

    /// <param name="blocks">How many blocks; there are twice as many layers with weights, and two more.</param>
    /// <param name="hasShortcut">Whether each block's input is added to its output.</param>
    public ConvolutionStack(int blocks, bool hasShortcut)
        : base(nameof(ConvolutionStack))
    {
        _hasShortcut = hasShortcut;
        _stem = Sequential(("conv", Convolution(1)), ("norm", new BatchNorm2d(Width)), ("relu", ReLU()));
        _blocks = [.. Enumerable.Range(0, blocks).Select(_ => Sequential(
            ("conv1", Convolution(Width)), ("norm1", new BatchNorm2d(Width)), ("relu", ReLU()), ("conv2", Convolution(Width)), ("norm2", new BatchNorm2d(Width))))];
        _head = Sequential(("average", new AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("linear", new Linear(Width, 10)));
        register_module("stem", _stem);
        for (int i = 0; i < blocks; i++)
        {
            register_module($"block{i}", _blocks[i]);
        }

        register_module("head", _head);
        this.Initialize(WeightScheme.KaimingNormal);
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor input)
    {
        Tensor hidden = _stem.call(input);
        foreach (Module<Tensor, Tensor> block in _blocks)
        {
            Tensor output = block.call(hidden);
            hidden = functional.relu(_hasShortcut ? output.Plus(hidden) : output);
        }

        return _head.call(hidden);
    }

    private static Conv2d Convolution(int inputs) => new(inputs, Width, 3, new Conv2dOptions { Padding = 1, Bias = false });
}
