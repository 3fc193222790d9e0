using Descent.Doctor.Curvature;
using Descent.Torch.Randomness;

namespace Descent.Doctor.Tests.Curvature;

public sealed class LanczosTests
{
    public static TheoryData<string, double[]> Spectra() => new()
    {
        { "positive", Range(64, i => 1 + i) },
        { "negative ends", Range(64, i => i - 20.5) },
        { "all negative", Range(64, i => -0.1 - i) },
        { "clustered ends", Range(80, i => i < 10 ? -5 + (1e-4 * i) : i >= 70 ? 100 + (1e-4 * i) : 0.1 * i) },
        { "degenerate ends", Range(48, i => i < 8 ? -3 : i < 40 ? 0 : 7) },
        { "one outlier far above", Range(48, i => i == 47 ? 1e4 : i == 0 ? -100 : 1) },
        { "tiny", Range(32, i => 1e-9 * (i - 4)) },
    };

    [Theory]
    [MemberData(nameof(Spectra))]
    public void Finds_both_ends_of_a_known_spectrum_and_their_directions(string name, double[] eigenvalues)
    {
        double[,] matrix = WithSpectrum(eigenvalues);
        double size = eigenvalues.Max(Math.Abs);

        Spectrum found = Lanczos.Run((vector, result) => Multiply(matrix, vector, result), Start(eigenvalues.Length), 40);

        Assert.True(found.Products <= 40, name);
        Assert.Equal(eigenvalues.Max(), found.Largest, 2e-3 * size);
        Assert.Equal(eigenvalues.Min(), found.Smallest, 2e-3 * size);
        Assert.InRange(found.Asymmetry, 0, 1e-5 * size);
        Assert.Equal(found.Largest, Rayleigh(matrix, found.LargestVector), 1e-4 * size);
        Assert.Equal(found.Smallest, Rayleigh(matrix, found.SmallestVector), 1e-4 * size);
    }

    [Fact]
    public void Ends_once_no_direction_is_left()
    {
        // Of the degenerate matrix with three eigenvalues, and of the one that has only one.
        Assert.Equal(3, Lanczos.Run(Of(WithSpectrum(Range(32, i => i % 3))), Start(32), 30).Products);
        Assert.Equal(1, Lanczos.Run((vector, result) => vector.CopyTo(result, 0), Start(32), 30).Products);
        Assert.Equal((0, 0, 1), Lanczos.Run((_, result) => Array.Clear(result), Start(32), 30) is var zero ? (zero.Largest, zero.Smallest, zero.Products) : default);
    }

    [Fact]
    public void Ends_early_when_both_ends_have_converged_and_never_makes_more_products_than_asked()
    {
        Spectrum found = Lanczos.Run(Of(WithSpectrum(Range(256, i => i == 0 ? -50 : i == 255 ? 100 : Math.Sin(i)))), Start(256), 200);

        Assert.InRange(found.Products, 3, 12);
        Assert.Equal(5, Lanczos.Run(Of(WithSpectrum(Range(64, i => i))), Start(64), 5).Products);
    }

    [Fact]
    public void Its_vectors_stay_orthogonal_so_that_no_eigenvalue_appears_twice()
    {
        // Without reorthogonalization the outlier comes back again and again and drives out the smallest.
        double[] eigenvalues = Range(128, i => i == 127 ? 1e4 : i == 0 ? -200 : i / 128.0);

        Spectrum found = Lanczos.Run(Of(WithSpectrum(eigenvalues)), Start(128), 30);

        Assert.Equal(1e4, found.Largest, 1.0);
        Assert.Equal(-200, found.Smallest, 1.0);
    }

    [Fact]
    public void Says_how_far_the_products_are_from_those_of_a_symmetric_matrix()
    {
        double[,] matrix = WithSpectrum(Range(64, i => i));
        Spectrum exact = Lanczos.Run(Of(matrix), Start(64), 20);
        KeyedRandom random = new(3);
        for (int i = 0; i < 64; i++)
        {
            for (int j = 0; j < 64; j++)
            {
                matrix[i, j] += 0.1 * random.NextNormal();
            }
        }

        Assert.InRange(exact.Asymmetry, 0, 1e-3);
        Assert.InRange(Lanczos.Run(Of(matrix), Start(64), 20).Asymmetry, 0.1, 10);
    }

    [Fact]
    public void Small_matrices_are_solved_whole()
    {
        double[] eigenvalues = [-4, -4, 0, 1e-6, 2, 2, 9];
        double[,] matrix = WithSpectrum(eigenvalues);

        (double[] values, double[,] vectors) = SymmetricEigen.Solve(matrix);

        for (int j = 0; j < eigenvalues.Length; j++)
        {
            Assert.Equal(eigenvalues[j], values[j], 1e-12);
            for (int i = 0; i < eigenvalues.Length; i++)
            {
                Assert.Equal(values[j] * vectors[i, j], Enumerable.Range(0, eigenvalues.Length).Sum(k => matrix[i, k] * vectors[k, j]), 1e-12);
            }
        }
    }

    private static double[] Range(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    private static float[] Start(int size)
    {
        KeyedRandom random = new(1);
        float[] start = new float[size];
        for (int i = 0; i < size; i++)
        {
            start[i] = (float)random.NextNormal();
        }

        return start;
    }

    // QΛQᵀ, Q from random vectors by Gram and Schmidt.
    private static double[,] WithSpectrum(double[] eigenvalues)
    {
        int size = eigenvalues.Length;
        KeyedRandom random = new(2);
        double[][] q = new double[size][];
        for (int i = 0; i < size; i++)
        {
            q[i] = new double[size];
            for (int k = 0; k < size; k++)
            {
                q[i][k] = random.NextNormal();
            }

            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++)
                {
                    double part = q[i].Zip(q[j], (a, b) => a * b).Sum();
                    q[i] = [.. q[i].Zip(q[j], (a, b) => a - (part * b))];
                }
            }

            double norm = Math.Sqrt(q[i].Sum(a => a * a));
            q[i] = [.. q[i].Select(a => a / norm)];
        }

        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                for (int k = 0; k < size; k++)
                {
                    matrix[i, j] += q[k][i] * eigenvalues[k] * q[k][j];
                }
            }
        }

        return matrix;
    }

    private static Action<float[], float[]> Of(double[,] matrix) => (vector, result) => Multiply(matrix, vector, result);

    private static void Multiply(double[,] matrix, float[] vector, float[] result)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            double sum = 0;
            for (int j = 0; j < vector.Length; j++)
            {
                sum += matrix[i, j] * vector[j];
            }

            result[i] = (float)sum;
        }
    }

    private static double Rayleigh(double[,] matrix, float[] vector)
    {
        float[] product = new float[vector.Length];
        Multiply(matrix, vector, product);
        return vector.Zip(product, (a, b) => (double)a * b).Sum() / vector.Sum(a => (double)a * a);
    }
}
