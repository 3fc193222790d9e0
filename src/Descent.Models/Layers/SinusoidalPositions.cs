using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>
/// Adds waves of many lengths to the positions (Vaswani et al. 2017): sin(t / 10000^(i/width)) in each even place i, cos of the same in the next.
/// [B, T, width] with T up to a number of positions. Nothing is learned.
/// </summary>
public sealed class SinusoidalPositions : Module<Tensor, Tensor>
{
    // No buffer: it follows from the sizes, so no checkpoint needs it. In an array: Module.to rounds every field that is a tensor.
    private readonly Tensor[] _tables; // float64 and the inputs' type, [positions, width]
    private readonly long _positions;
    private readonly long _width;

    /// <param name="positions">The most positions, 1 or more.</param>
    /// <param name="width">The length of a vector, 1 or more.</param>
    public SinusoidalPositions(int positions, int width)
        : base(nameof(SinusoidalPositions))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        double[] waves = new double[positions * width];
        for (int i = 0; i < waves.Length; i++)
        {
            (int position, int place) = Math.DivRem(i, width);
            double angle = position * Math.Exp(-Math.Log(10000) * (place - (place % 2)) / width);
            waves[i] = place % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
        }

        (_positions, _width) = (positions, width);
        Tensor exact = tensor(waves, [positions, width]).DetachFromDisposeScope();
        _tables = [exact, exact.to(ScalarType.Float32).DetachFromDisposeScope()];
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another width or more positions.</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.RequireSequence(nameof(SinusoidalPositions), input, _width);
        if (input.size(1) > _positions)
        {
            throw Shape.Mistake(nameof(SinusoidalPositions), "inputs", $"[batch, up to {_positions} positions, {_width}]", input);
        }

        if (_tables[1].dtype != input.dtype || _tables[1].device_type != input.device_type)
        {
            _tables[1].Dispose();
            _tables[1] = _tables[0].to(input.dtype, input.device, copy: true).DetachFromDisposeScope();
        }

        return input.Plus(_tables[1].narrow(0, 0, input.size(1)));
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Array.ForEach(_tables, table => table.Dispose());
        }

        base.Dispose(disposing);
    }
}
