using Descent.Models.Initialization;
using Descent.Torch.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>
/// A convolution over images, [B, inputs, H, W] → [B, outputs, H', W'], contiguous or channels-last: H' = ⌊(H + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
/// Parameters: weight [outputs, inputs / groups, kernel], bias [outputs].
/// </summary>
public sealed class Conv2d : Layer, ICountedLayer
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly Size2d _kernel;
    private readonly Conv2dOptions _options;
    private readonly long[] _strides;
    private readonly long[] _dilations;
    private readonly long[] _inside;

    // What is added before the convolution, as functional.pad takes it: left, right, top, bottom.
    private readonly long[]? _around;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="outputs">Output channels, 1 or more.</param>
    /// <param name="kernel">The kernel's height and width, 1 or more.</param>
    /// <param name="options">Stride, padding and the rest; the defaults when null.</param>
    /// <exception cref="ArgumentException">A number makes no sense, or the groups do not divide the channels.</exception>
    public Conv2d(int inputs, int outputs, Size2d kernel, Conv2dOptions? options = null)
        : base(nameof(Conv2d))
    {
        (_inputs, _outputs, _kernel, _options) = (inputs, outputs, kernel.AtLeast(1, "kernel"), options ?? new Conv2dOptions());
        Check();
        _strides = _options.Stride.ToArray();
        _dilations = _options.Dilation.ToArray();
        Size2d padding = _options.Padding.Size;
        Size2d span = new(_options.Dilation.Height * (_kernel.Height - 1), _options.Dilation.Width * (_kernel.Width - 1));
        bool isOdd = _options.Padding.IsSame && (span.Height % 2 == 1 || span.Width % 2 == 1);
        if (_options.Padding.IsSame)
        {
            padding = new Size2d(span.Height / 2, span.Width / 2);
        }

        // libtorch's convolution itself adds zeros, and as many on either side; the rest is added beforehand.
        if (isOdd || (padding != default && !IsZeros))
        {
            Size2d after = _options.Padding.IsSame ? new Size2d(span.Height - padding.Height, span.Width - padding.Width) : padding;
            _around = [padding.Width, after.Width, padding.Height, after.Height];
        }

        _inside = _around is null ? padding.ToArray() : [0, 0];
        long fanIn = (long)_inputs / _options.Groups * _kernel.Height * _kernel.Width;
        register_parameter("weight", InitialWeights.Draw(fanIn, outputs, inputs / _options.Groups, _kernel.Height, _kernel.Width));
        if (_options.Bias)
        {
            register_parameter("bias", InitialWeights.Draw(fanIn, outputs));
        }

        TakeTensors();
    }

    /// <summary>[outputs, inputs / groups, height, width].</summary>
    public Parameter Weight { get; private set; } = null!;

    /// <summary>[outputs], or null.</summary>
    public Parameter? Bias { get; private set; }

    private bool IsZeros => _options.PaddingMode is PaddingModes.Zeros;

    /// <inheritdoc />
    public override Tensor forward(Tensor input)
    {
        RequireImages(input, _inputs);
        RequireFits(input);
        if (_around is null)
        {
            return Convolution2d.Apply(input, Weight, Bias, _strides, _inside, _dilations, _options.Groups);
        }

        using Tensor padded = functional.pad(input, _around, IsZeros ? PaddingModes.Constant : _options.PaddingMode);
        return Convolution2d.Apply(padded, Weight, Bias, _strides, _inside, _dilations, _options.Groups);
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => 2 * output.numel() * Weight.numel() / _outputs;

    /// <inheritdoc />
    public override string ToString() => $"Conv2d({_inputs}, {_outputs}, {_kernel})";

    private protected override void TakeTensors() =>
        (Weight, Bias) = (get_parameter("weight")!, _options.Bias ? get_parameter("bias") : null);

    private void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(_inputs, 1, "inputs");
        ArgumentOutOfRangeException.ThrowIfLessThan(_outputs, 1, "outputs");
        _options.Stride.AtLeast(1, "stride");
        _options.Dilation.AtLeast(1, "dilation");
        _options.Padding.Size.AtLeast(0, "padding");
        if (_options.Groups < 1 || _inputs % _options.Groups != 0 || _outputs % _options.Groups != 0)
        {
            throw new ArgumentException($"{this}: {_options.Groups} groups do not divide {_inputs} input and {_outputs} output channels.");
        }

        if (_options.Padding.IsSame && _options.Stride != 1)
        {
            throw new ArgumentException($"{this}: padding 'same' needs stride 1, not {_options.Stride}; give the padding in numbers.");
        }
    }

    private void RequireFits(Tensor input)
    {
        (long height, long width) = (input.size(2), input.size(3));
        (long left, long right, long top, long bottom) = _around is [var l, var r, var t, var b] ? (l, r, t, b) : (_inside[1], _inside[1], _inside[0], _inside[0]);

        // A mirror shows as many rows as there are beside the edge's own, a circle as many as there are.
        long most = _options.PaddingMode switch { PaddingModes.Reflect => 1, PaddingModes.Circular => 0, _ => long.MinValue };
        if (most >= 0 && (Math.Max(left, right) > width - most || Math.Max(top, bottom) > height - most))
        {
            throw Unfit(input, $"an image of {Math.Max(top, bottom) + most}×{Math.Max(left, right) + most} or more for its {_options.PaddingMode} padding");
        }

        Size2d reach = new((_options.Dilation.Height * (_kernel.Height - 1)) + 1, (_options.Dilation.Width * (_kernel.Width - 1)) + 1);
        if (height + top + bottom < reach.Height || width + left + right < reach.Width)
        {
            throw Unfit(input, $"an image of {reach} or more, {top + bottom} rows and {left + right} columns of padding included");
        }
    }
}
