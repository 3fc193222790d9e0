using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>
/// relu(f(x) + x), [B, inputs, H, W] → [B, outputs, H / stride, W / stride] (He, Zhang, Ren, Sun 2016): f is convolutions, each with a norm, and ReLUs
/// between them. Where the shape changes, x goes through a 1×1 convolution and a norm, the paper's option B.
/// </summary>
public abstract class ResidualBlock : Block
{
    private readonly Module<Tensor, Tensor>[] _path;
    private readonly Module<Tensor, Tensor>[] _shortcut;
    private readonly BatchNormAddRelu2d[] _end;

    private protected ResidualBlock(string kind, int inputs, int outputs, int stride, params Conv2d[] convolutions)
        : base(kind)
    {
        List<Module<Tensor, Tensor>> path = [];
        for (int number = 1; number < convolutions.Length; number++)
        {
            path.Add(Part($"conv{number}", convolutions[number - 1]));
            path.Add(Part($"bn{number}", new BatchNormRelu2d((int)convolutions[number - 1].Weight.size(0))));
        }

        path.Add(Part($"conv{convolutions.Length}", convolutions[^1]));
        _path = [.. path];
        _end = [Part($"bn{convolutions.Length}", new BatchNormAddRelu2d(outputs))];
        _shortcut = stride == 1 && inputs == outputs ? [] :
            [Part("downsample", Sequential(Convolution(inputs, outputs, 1, stride), new BatchNorm2d(outputs)))];
    }

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input)
    {
        Tensor changed = LayerChain.Run(_path, input);
        Tensor kept = LayerChain.Run(_shortcut, input);
        Tensor output = _end[0].call(changed, kept);
        changed.Dispose();
        if (!ReferenceEquals(kept, input))
        {
            kept.Dispose();
        }

        return output;
    }

    private protected static Conv2d Convolution(int inputs, int outputs, int kernel, int stride = 1) =>
        new(inputs, outputs, kernel, new Conv2dOptions { Stride = stride, Padding = kernel / 2, Bias = false });
}
