using Descent.Doctor.Curvature;
using Descent.Torch.Loading;
using Descent.Torch.Randomness;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests.Curvature;

public sealed class HessianProductTests
{
    private const int Inputs = 3;
    private const int Hidden = 4;
    private const int Classes = 3;
    private const int Examples = 12;
    private const int Weights = (Inputs * Hidden) + Hidden + (Hidden * Classes) + Classes;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Of_a_quadratic_loss_is_its_matrix_times_the_vector_wherever_the_weights_are(double scale)
    {
        const int Size = 20;
        double[,] matrix = new double[Size, Size];
        KeyedRandom random = new(7);
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[i, j] = matrix[j, i] = random.NextNormal();
            }
        }

        float[] weights = Unit(Size, 8, scale), vector = Unit(Size, 9);
        float[] result = new float[Size];
        new HessianProduct(weights, (point, gradient) => Multiply(matrix, point, gradient)).Multiply(vector, result);

        float[] expected = new float[Size];
        Multiply(matrix, vector, expected);
        AssertClose(expected, result, 2e-4);
    }

    [Fact]
    public void Of_a_small_network_in_float32_is_that_of_the_Hessian_computed_by_a_double_loop_in_float64()
    {
        Libtorch.Load();
        float[] weights = Wave();
        double[,] hessian = Hessian([.. weights.Select(weight => (double)weight)]);

        var product = new HessianProduct(weights, TorchGradient);
        for (ulong key = 0; key < 5; key++)
        {
            float[] vector = Unit(Weights, key), result = new float[Weights], expected = new float[Weights];
            product.Multiply(vector, result);
            Multiply(hessian, vector, expected);
            AssertClose(expected, result, 1e-3);
        }

        (double[] eigenvalues, _) = SymmetricEigen.Solve(hessian);
        Spectrum found = Lanczos.Run(product.Multiply, Unit(Weights, 5), Weights);
        Assert.Equal(eigenvalues[^1], found.Largest, 2e-3 * eigenvalues[^1]);
        Assert.Equal(eigenvalues[0], found.Smallest, 2e-3 * eigenvalues[^1]);
        Assert.True(eigenvalues[0] < -10 * found.Asymmetry, $"{eigenvalues[0]} {found.Asymmetry}");
        Assert.InRange(found.Asymmetry, 0, 2e-3 * eigenvalues[^1]);
    }

    [Fact]
    public void Its_step_is_where_a_step_ten_times_as_long_or_as_short_is_no_better()
    {
        Libtorch.Load();
        float[] weights = Wave();
        double[,] hessian = Hessian([.. weights.Select(weight => (double)weight)]);

        double own = Error(1);

        Assert.True(own < Error(0.01), "rounding");
        Assert.True(own < Error(30), "the difference itself");

        // The same difference over another step: the mean error of a few vectors.
        double Error(double factor)
        {
            double h = factor * new HessianProduct(weights, TorchGradient).Step, sum = 0;
            for (ulong key = 0; key < 5; key++)
            {
                float[] vector = Unit(Weights, key), ahead = new float[Weights], behind = new float[Weights], expected = new float[Weights];
                TorchGradient([.. weights.Zip(vector, (w, v) => (float)(w + (h * v)))], ahead);
                TorchGradient([.. weights.Zip(vector, (w, v) => (float)(w - (h * v)))], behind);
                Multiply(hessian, vector, expected);
                sum += Math.Sqrt(ahead.Zip(behind, (a, b) => (a - b) / (2 * h)).Zip(expected, (a, b) => (a - b) * (a - b)).Sum());
            }

            return sum / 5;
        }
    }

    // Cross-entropy of a network with one hidden layer of tanh, by hand in float64.
    private static double Loss(double[] weights)
    {
        double sum = 0;
        for (int example = 0; example < Examples; example++)
        {
            double[] input = Input(example), hidden = new double[Hidden], logits = new double[Classes];
            int at = 0;
            for (int i = 0; i < Hidden; i++)
            {
                for (int j = 0; j < Inputs; j++)
                {
                    hidden[i] += weights[at++] * input[j];
                }
            }

            for (int i = 0; i < Hidden; i++)
            {
                hidden[i] = Math.Tanh(hidden[i] + weights[at++]);
            }

            for (int i = 0; i < Classes; i++)
            {
                for (int j = 0; j < Hidden; j++)
                {
                    logits[i] += weights[at++] * hidden[j];
                }
            }

            for (int i = 0; i < Classes; i++)
            {
                logits[i] += weights[at++];
            }

            sum += Math.Log(logits.Sum(Math.Exp)) - logits[example % Classes];
        }

        return sum / Examples;
    }

    private static double[] Input(int example) => [.. Enumerable.Range(0, Inputs).Select(j => (double)(float)Math.Sin((example * 1.7) + (j * 2.3)))];

    // Differences of the loss alone: gradients and their products have no part in it.
    private static double[,] Hessian(double[] weights)
    {
        const double H = 1e-4;
        double[,] hessian = new double[Weights, Weights];
        for (int i = 0; i < Weights; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                hessian[i, j] = hessian[j, i] = (At(i, H, j, H) - At(i, H, j, -H) - At(i, -H, j, H) + At(i, -H, j, -H)) / (4 * H * H);
            }
        }

        return hessian;

        double At(int i, double a, int j, double b)
        {
            double[] moved = [.. weights];
            moved[i] += a;
            moved[j] += b;
            return Loss(moved);
        }
    }

    // The same network in float32, by libtorch.
    private static void TorchGradient(float[] point, float[] gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = tensor(point).requires_grad_();
        Tensor inputs = tensor(Enumerable.Range(0, Examples).SelectMany(Input).Select(value => (float)value).ToArray()).view(Examples, Inputs);
        Tensor labels = tensor(Enumerable.Range(0, Examples).Select(i => (long)(i % Classes)).ToArray());
        Tensor first = weights.narrow(0, 0, Inputs * Hidden).view(Hidden, Inputs);
        Tensor second = weights.narrow(0, (Inputs * Hidden) + Hidden, Hidden * Classes).view(Classes, Hidden);
        Tensor hidden = functional.linear(inputs, first, weights.narrow(0, Inputs * Hidden, Hidden)).tanh();
        functional.cross_entropy(functional.linear(hidden, second, weights.narrow(0, Weights - Classes, Classes)), labels).backward();
        weights.grad!.data<float>().CopyTo(gradient);
    }

    private static float[] Wave() => [.. Enumerable.Range(0, Weights).Select(i => (float)Math.Sin((i * 12.9898) + 0.5))];

    private static float[] Unit(int size, ulong key, double length = 1)
    {
        KeyedRandom random = new(key);
        double[] values = new double[size];
        for (int i = 0; i < size; i++)
        {
            values[i] = random.NextNormal();
        }

        double norm = Math.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => (float)(value * length / norm))];
    }

    private static void Multiply(double[,] matrix, float[] vector, float[] result)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            result[i] = (float)Enumerable.Range(0, vector.Length).Sum(j => matrix[i, j] * vector[j]);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        double size = Math.Sqrt(expected.Sum(value => (double)value * value));
        double error = Math.Sqrt(expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.True(error <= tolerance * size, $"off by {error / size}");
    }
}
