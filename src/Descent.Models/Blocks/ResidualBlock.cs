using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>
/// relu(f(x) + x), [B, inputs, H, W] → [B, outputs, H / stride, W / stride] (He, Zhang, Ren, Sun 2016): f is convolutions, each with a norm, and ReLUs
/// between them. Where the shape changes, x goes through a 1×1 convolution and a norm, the paper's option B.
/// </summary>
public abstract class ResidualBlock : Block, ICountedLayer
{
    private readonly Module<Tensor, Tensor>[] _path;
    private readonly Module<Tensor, Tensor>[] _shortcut;
    private readonly Module<Tensor, Tensor>[] _end;

    private protected ResidualBlock(string kind, int inputs, int outputs, int stride, params Conv2d[] convolutions)
        : base(kind)
    {
        Module<Tensor, Tensor> relu = Part("relu", ReLU());
        List<Module<Tensor, Tensor>> path = [];
        foreach (Conv2d convolution in convolutions)
        {
            int number = (path.Count / 3) + 1;
            path.AddRange([
                Part($"conv{number}", convolution), Part($"bn{number}", new BatchNorm2d((int)convolution.Weight.size(0))), relu]);
        }

        _path = [.. path.SkipLast(1)];
        _end = [relu];
        _shortcut = stride == 1 && inputs == outputs ? [] :
            [Part("downsample", Sequential(Convolution(inputs, outputs, 1, stride), new BatchNorm2d(outputs)))];
    }

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input) => LayerChain.Run(_end, LayerChain.Run(_path, input) + LayerChain.Run(_shortcut, input));

    /// <inheritdoc />
    /// <remarks>The sum.</remarks>
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => output.numel();

    private protected static Conv2d Convolution(int inputs, int outputs, int kernel, int stride = 1) =>
        new(inputs, outputs, kernel, new Conv2dOptions { Stride = stride, Padding = kernel / 2, Bias = false });
}
