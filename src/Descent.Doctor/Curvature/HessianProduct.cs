using System.Numerics.Tensors;

namespace Descent.Doctor.Curvature;

/// <summary>
/// Products of a loss's Hessian with vectors, by central differences of its gradient: (g(w + hv) − g(w − hv)) / 2h. The step h = ∛u · (1 + ‖w‖), with u the rounding of
/// float32, weighs the difference's own error, which grows as h², against the gradient's rounding, which grows as 1/h (Nocedal, Wright 2006, 8.1). The gradient of
/// a network of ReLUs jumps; there a shorter step meets few of its kinks, by chance, and the error grows too.
/// </summary>
/// <param name="weights">The weights w.</param>
/// <param name="gradient">Writes the gradient at the weights of its first argument into its second; the same examples, dropout masks and modes every time.</param>
internal sealed class HessianProduct(float[] weights, Action<float[], float[]> gradient)
{
    private const double Rounding = 1.0 / (1 << 24);
    private readonly float[] _point = new float[weights.Length];
    private readonly float[] _behind = new float[weights.Length];

    /// <summary>How far along a vector of length 1 the two gradients are taken.</summary>
    public double Step { get; } = Math.Cbrt(Rounding) * (1 + TensorPrimitives.Norm<float>(weights));

    /// <summary>Writes the product into the result.</summary>
    /// <param name="vector">Of length 1.</param>
    /// <param name="result">As long as the weights.</param>
    public void Multiply(float[] vector, float[] result)
    {
        At(vector, (float)Step, result);
        At(vector, (float)-Step, _behind);
        TensorPrimitives.Subtract(result, _behind, result);
        TensorPrimitives.Multiply(result, (float)(0.5 / Step), result);
    }

    private void At(float[] vector, float step, float[] result)
    {
        TensorPrimitives.MultiplyAdd(vector, step, weights, _point);
        gradient(_point, result);
    }
}
