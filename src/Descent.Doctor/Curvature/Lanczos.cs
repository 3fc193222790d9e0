using System.Numerics.Tensors;

namespace Descent.Doctor.Curvature;

/// <summary>
/// The largest and the smallest eigenvalue of a symmetric operator of which only products are known (Lanczos 1950), with full reorthogonalization: every
/// new vector is made orthogonal to all before it, twice (Parlett 1998, 6.9).
/// </summary>
/// <remarks>
/// What is taken out of the products on the way is kept: together it is the operator within those vectors. Of a symmetric one it is tridiagonal and symmetric; of one
/// whose products have errors the symmetric part is what is solved, and the norm of the antisymmetric part says how large errors are, as they have no side to favour.
/// </remarks>
internal static class Lanczos
{
    // What is left of a product once it lies within the vectors so far, in float32.
    private const double Rounding = 1e-6;

    /// <summary>A residual under this share of the largest magnitude is small enough to stop at.</summary>
    public const double Tolerance = 1e-3;

    /// <param name="multiply">Writes the operator's product with its first argument into its second.</param>
    /// <param name="start">Where to start, not 0; it must have a part of the vectors that are looked for, as any random one has.</param>
    /// <param name="steps">The most products, 1 or more.</param>
    public static Spectrum Run(Action<float[], float[]> multiply, float[] start, int steps)
    {
        List<float[]> basis = [Scaled(start, 1 / Norm(start))];
        double[,] matrix = new double[steps, steps];
        while (true)
        {
            int last = basis.Count - 1;
            float[] next = new float[start.Length];
            multiply(basis[last], next);
            double[] parts = Orthogonalize(next, basis);
            for (int i = 0; i <= last; i++)
            {
                matrix[i, last] = parts[i];
            }

            double rest = Norm(next);
            (double[] values, double[,] vectors) = SymmetricEigen.Solve(Symmetric(matrix, basis.Count));
            double size = Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
            double smallest = rest * Math.Abs(vectors[last, 0]), largest = rest * Math.Abs(vectors[last, last]);
            if (basis.Count == steps || rest <= Rounding * size || Math.Max(smallest, largest) <= Tolerance * size)
            {
                return new Spectrum(
                    values[^1], values[0], largest, smallest, Asymmetry(matrix, basis.Count), Combine(basis, vectors, last), Combine(basis, vectors, 0), basis.Count);
            }

            matrix[last + 1, last] = rest;
            basis.Add(Scaled(next, 1 / rest));
        }
    }

    // Takes the basis out of a vector; how much of each there was.
    private static double[] Orthogonalize(float[] vector, List<float[]> basis)
    {
        double[] parts = new double[basis.Count];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < basis.Count; i++)
            {
                float part = TensorPrimitives.Dot<float>(basis[i], vector);
                TensorPrimitives.MultiplyAdd(basis[i], -part, vector, vector);
                parts[i] += part;
            }
        }

        return parts;
    }

    private static float[] Combine(List<float[]> basis, double[,] vectors, int column)
    {
        float[] sum = new float[basis[0].Length];
        for (int i = 0; i < basis.Count; i++)
        {
            TensorPrimitives.MultiplyAdd(basis[i], (float)vectors[i, column], sum, sum);
        }

        return sum;
    }

    private static double[,] Symmetric(double[,] matrix, int size) => Fill(size, (i, j) => (matrix[i, j] + matrix[j, i]) / 2);

    // The largest singular value of K, the antisymmetric part: the root of the largest eigenvalue of KᵀK.
    private static double Asymmetry(double[,] matrix, int size)
    {
        double[,] k = Fill(size, (i, j) => (matrix[i, j] - matrix[j, i]) / 2);
        (double[] values, _) = SymmetricEigen.Solve(Fill(size, (i, j) => Enumerable.Range(0, size).Sum(row => k[row, i] * k[row, j])));
        return Math.Sqrt(Math.Max(0, values[^1]));
    }

    private static double[,] Fill(int size, Func<int, int, double> value)
    {
        double[,] filled = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                filled[i, j] = value(i, j);
            }
        }

        return filled;
    }

    private static float[] Scaled(float[] vector, double factor)
    {
        float[] scaled = new float[vector.Length];
        TensorPrimitives.Multiply(vector, (float)factor, scaled);
        return scaled;
    }

    private static double Norm(float[] vector) => TensorPrimitives.Norm<float>(vector);
}
