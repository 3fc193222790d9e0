using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>
/// A ravine as a network: two weights x and y, whatever the input, and the outputs (√a·x, √b·y). By squared error to (0, 0) its loss is
/// ½(a·x² + b·y²), so that every optimizer walks down it as it does through any network.
/// </summary>
internal sealed class Ravine : Module<Tensor, Tensor>
{
    /// <summary>The curvature along the ravine.</summary>
    public const double Along = 1;

    /// <summary>The curvature across it.</summary>
    public const double Across = 25;

    private readonly Parameter _position;
    private readonly Tensor _scale;

    public Ravine(double x, double y)
        : base(nameof(Ravine))
    {
        _position = Parameter(tensor([(float)x, (float)y]));
        _scale = tensor([(float)Math.Sqrt(Along), (float)Math.Sqrt(Across)]).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Where it stands.</summary>
    public (double X, double Y) Position
    {
        get
        {
            float[] values = get_parameter(nameof(_position))!.data<float>().ToArray();
            return (values[0], values[1]);
        }
    }

    /// <summary>As many steps as there are examples, each the same.</summary>
    public static Dataset Steps(int count) => new("ravine", new ArraySource(
        new ExampleFormat(new ArrayFormat(ElementType.Float32, 2), new ArrayFormat(ElementType.Float32, 2)),
        MemoryMarshal.AsBytes<float>(new float[2 * count]).ToArray(), MemoryMarshal.AsBytes<float>(new float[2 * count]).ToArray(), []), null);

    public static double Height(double x, double y) => 0.5 * ((Along * x * x) + (Across * y * y));

    public override Tensor forward(Tensor input) => (get_parameter(nameof(_position))! * _scale).unsqueeze(0).expand(input.size(0), 2);
}
