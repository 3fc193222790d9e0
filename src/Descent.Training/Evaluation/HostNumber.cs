using static TorchSharp.torch;

namespace Descent.Training.Evaluation;

/// <summary>The number in a tensor of one number, wherever it lies.</summary>
internal static class HostNumber
{
    /// <summary>The number as float32.</summary>
    public static double Of(Tensor value)
    {
        using HostValues<float> number = new(value, ScalarType.Float32);
        return number.Span[0];
    }
}
