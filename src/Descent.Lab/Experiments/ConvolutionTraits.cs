using Descent.Data.Glyphs;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Models.Layers;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Lab.Experiments;

/// <summary>Question 15: what a convolution shares, what it sees, what it takes; kernels counted; stride, dilation, groups and padding drawn. Each with random weights and inputs.</summary>
internal sealed class ConvolutionTraits() : Experiment(15)
{
    private const int Kernel = 3;
    private const int Channels = 8;

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("random images");
        Sharing(notebook);
        Locality(notebook);
        Sizes(notebook);
        Kernels(notebook);
        notebook.Add(Reach());
        notebook.Add(Groups());
        notebook.Add(Padding());
    }

    // The same image moved gives the same answer moved: the same weights stand at every place.
    private static void Sharing(Notebook notebook)
    {
        Measurement error = notebook.Record("moved-error", Unit.Number, notebook.PerSeed("moved images", _ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            var layer = new Conv2d(1, Channels, Kernel);
            Tensor image = randn(1, 1, 20, 20);
            Tensor moved = image.roll([2, 3], [2, 3]);
            return Probe.RelativeError(layer.call(image)[.., .., ..^2, ..^3], layer.call(moved)[.., .., 2.., 3..]);
        }));
        int[] sides = [8, 14, 28];
        double[] shared = [.. sides.Select(_ => Count(new Conv2d(1, Channels, Kernel, new Conv2dOptions { Padding = Padding2d.Same })))];
        double[] full = [.. sides.Select(side => Count(new Linear(side * side, Channels * side * side)))];
        Measurement most = notebook.Record("weights-full", Unit.Count, full[^1]);
        notebook.Record("weights-conv", Unit.Count, shared[^1]);
        notebook.Add(new LinePlot
        {
            Title = ("Weights from an image to eight maps of the same size", "从一张图到八张同样大小的特征图所需的权重数"),
            X = ("height and width of the image", "图片的高和宽"),
            Y = ("weights", "权重数"),
            LogY = true,
            Series =
            [
                new Series(("full connection", "全连接"), [.. sides.Select(side => (double)side)], full),
                new Series(("convolution, 3×3", "3×3 卷积"), [.. sides.Select(side => (double)side)], shared),
            ],
        });
        notebook.Decide("sharing", error.Most < 1e-5 && shared.Distinct().Count() == 1 && most.Mean > 1e4 * shared[^1]);
    }

    private static double Count(TorchSharp.Modules.Parameter weight, TorchSharp.Modules.Parameter? bias) => weight.numel() + bias!.numel();

    private static double Count(Conv2d layer) => Count(layer.Weight, layer.Bias);

    private static double Count(Linear layer) => Count(layer.Weight, layer.Bias);

    // How many outputs change when a single pixel does.
    private static void Locality(Notebook notebook)
    {
        IReadOnlyList<(double Conv, double Full)> changed = notebook.PerSeed("one changed pixel", _ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            Tensor image = randn(1, 1, 14, 14);
            Tensor other = image.clone();
            other[0, 0, 7, 7] = other[0, 0, 7, 7].Plus(1);
            var layer = new Conv2d(1, Channels, Kernel, new Conv2dOptions { Padding = Padding2d.Same });
            var full = new Linear(14 * 14, Channels * 14 * 14);
            return (ShareChanged(layer.call(image), layer.call(other)), ShareChanged(full.call(image.flatten(1)), full.call(other.flatten(1))));
        });
        Measurement conv = notebook.Record("changed-conv", Unit.Percent, changed.Select(result => result.Conv));
        Measurement all = notebook.Record("changed-full", Unit.Percent, changed.Select(result => result.Full));
        notebook.Decide("locality", Math.Abs(conv.Most - (Kernel * Kernel / (14.0 * 14))) < 1e-9 && all.Least > 0.95);
    }

    private static double ShareChanged(Tensor before, Tensor after) => 1 - Probe.ShareEqual(before, after);

    private static void Sizes(Notebook notebook)
    {
        using DisposeScope scope = NewDisposeScope();
        (string What, Conv2dOptions Options)[] settings =
        [
            ("stride 1", new Conv2dOptions()),
            ("stride 2", new Conv2dOptions { Stride = 2 }),
            ("padding 1", new Conv2dOptions { Padding = 1 }),
            ("dilation 2", new Conv2dOptions { Dilation = 2 }),
            ("stride 2, padding 1", new Conv2dOptions { Stride = 2, Padding = 1 }),
        ];
        bool isFormula = true;
        List<IReadOnlyList<Phrase>> rows = [];
        foreach ((string what, Conv2dOptions options) in settings)
        {
            var layer = new Conv2d(1, 1, Kernel, options);
            long[] small = layer.call(zeros(1, 1, 28, 28)).shape, large = layer.call(zeros(1, 1, 40, 31)).shape;
            int padding = options.Padding.Size.Height;
            long Expected(long side) => ((side + (2 * padding) - (options.Dilation.Height * (Kernel - 1)) - 1) / options.Stride.Height) + 1;
            isFormula &= small[2] == Expected(28) && large[2] == Expected(40) && large[3] == Expected(31);
            rows.Add([what, $"{small[2]}×{small[3]}", $"{large[2]}×{large[3]}"]);
        }

        notebook.Add(new ResultTable(
            ("Output of one and the same 3×3 layer", "同一个 3×3 卷积层的输出大小"),
            [("setting", "设置"), ("of 28×28", "输入 28×28"), ("of 40×31", "输入 40×31")], rows));
        notebook.Decide("size", isFormula && Refuses(new Linear(28 * 28, 10), zeros(1, 40 * 31)));
    }

    private static bool Refuses(Linear layer, Tensor input)
    {
        try
        {
            layer.call(input);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    // 3 channels to 5 maps: the layer's answer put together again from 15 convolutions of one channel each.
    private static void Kernels(Notebook notebook)
    {
        Measurement error = notebook.Record("kernel-error", Unit.Number, notebook.PerSeed("3 × 5 kernels one by one", _ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            var layer = new Conv2d(3, 5, Kernel);
            Tensor image = randn(1, 3, 12, 12);
            Tensor[] maps = [.. Enumerable.Range(0, 5).Select(output => Enumerable.Range(0, 3)
                .Select(input => nn.functional.conv2d(image[.., input..(input + 1)], layer.Weight[output..(output + 1), input..(input + 1)]))
                .Aggregate((sum, map) => sum.Plus(map)).Plus(layer.Bias![output]))];
            return Probe.RelativeError(layer.call(image), cat(maps, 1));
        }));
        using var counted = new Conv2d(3, 5, Kernel);
        Measurement count = notebook.Record("kernels", Unit.Count, counted.Weight.numel() / (double)(Kernel * Kernel));
        notebook.Decide("kernels", error.Most < 1e-5 && count.Mean == 15);
    }

    // Which pixels the output in the middle, and with a stride its right neighbour, are computed from.
    private static MapPlot Reach() => new()
    {
        Title = ("Pixels that two neighbouring outputs are computed from", "相邻两个输出各由哪些像素算出"),
        Maps =
        [
            new Map(("3×3", "3×3"), Seen(new Conv2dOptions { Padding = 1 })),
            new Map(("stride 3: no pixel twice", "步长 3:像素不重复"), Seen(new Conv2dOptions { Padding = 1, Stride = 3 })),
            new Map(("dilation 2: further apart", "膨胀 2:隔得更开"), Seen(new Conv2dOptions { Padding = 2, Dilation = 2 })),
        ],
    };

    private static double[][] Seen(Conv2dOptions options)
    {
        const int Side = 13;
        using DisposeScope scope = NewDisposeScope();
        var layer = new Conv2d(1, 1, Kernel, options);
        double[] shades = new double[Side * Side];
        for (int neighbour = 0; neighbour < 2; neighbour++)
        {
            Tensor image = randn(1, 1, Side, Side).requires_grad_();
            Tensor output = layer.call(image);
            output[0, 0, output.size(2) / 2, (output.size(3) / 2) + neighbour].backward();
            double[] gradient = Probe.Numbers(image.grad!);
            // 1 for the left output, 0 for the right one, light for both, in between for none.
            shades = [.. shades.Zip(gradient, (shade, slope) => slope == 0 ? shade : shade + (neighbour == 0 ? 1 : 2))];
        }

        return Grid([.. shades.Select(shade => shade switch { 1 => 1.0, 2 => 0.0, 3 => 0.8, _ => 0.5 })], Side);
    }

    private static MapPlot Groups() => new()
    {
        Title = ("Which input channels (across) an output channel (down) sees, of eight each", "八个输入通道(横)与八个输出通道(纵)之间的连接"),
        Maps = [.. ((int[])[1, 2, 8]).Select(groups => new Map(($"groups = {groups}, {72 / groups * Channels} weights", $"groups = {groups},{72 / groups * Channels} 个权重"), Connections(groups)))],
    };

    private static double[][] Connections(int groups)
    {
        using DisposeScope scope = NewDisposeScope();
        var layer = new Conv2d(Channels, Channels, Kernel, new Conv2dOptions { Groups = groups });
        return [.. Enumerable.Range(0, Channels).Select(output =>
        {
            Tensor image = randn(1, Channels, Kernel, Kernel).requires_grad_();
            layer.call(image)[0, output, 0, 0].backward();
            return Probe.Numbers(image.grad!.abs().sum([0, 2, 3])).Select(slope => slope > 0 ? 1.0 : 0.5).ToArray();
        })];
    }

    // A kernel of one pixel whose weight is 1 shows what it was given.
    private static MapPlot Padding() => new()
    {
        Title = ("What stands around the image for each padding mode", "各种填充方式在图片四周补了什么"),
        Maps = [.. ((PaddingModes[])[PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular]).Select(mode => new Map(Words(mode), Padded(mode)))],
    };

    private static Phrase Words(PaddingModes mode) => mode switch
    {
        PaddingModes.Zeros => ("zeros", "zeros:补零"),
        PaddingModes.Reflect => ("reflect: mirrored", "reflect:镜像"),
        PaddingModes.Replicate => ("replicate: its edge", "replicate:重复边缘"),
        _ => ("circular: its other side", "circular:接另一侧"),
    };

    private static double[][] Padded(PaddingModes mode)
    {
        const int Around = 10;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        var layer = new Conv2d(1, 1, 1, new Conv2dOptions { Padding = Around, PaddingMode = mode, Bias = false });
        layer.Weight.Fill(1);
        byte[] pixels = new byte[Glyph.Side * Glyph.Side];
        Glyph.Draw(1, 4, pixels);
        // The drawn part alone, so that something is at its edge.
        Tensor image = tensor(pixels.Select(pixel => pixel / 255f).ToArray()).view(1, 1, Glyph.Side, Glyph.Side)[.., .., 6..22, 6..22];
        Tensor padded = layer.call(image.Times(0.5).Plus(0.5));
        return Grid(Probe.Numbers(padded), (int)padded.size(3));
    }

    private static double[][] Grid(double[] values, int width) => [.. Enumerable.Range(0, values.Length / width).Select(row => values[(row * width)..((row + 1) * width)])];
}
