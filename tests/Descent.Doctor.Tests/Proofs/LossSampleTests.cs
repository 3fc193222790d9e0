using Descent.Doctor.Proofs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Descent.Doctor.Tests.Proofs;

public sealed class LossSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Dropout_and_running_statistics_make_no_difference_between_two_looks_and_no_look_leaves_a_trace() => Look(RandomLayersNetwork.Make, new MomentumOptions { LearningRate = 0.01 }, (run, sample) =>
    {
        float[] before = sample.Weights;
        float[] buffers = Buffers(run.Network);
        double[] losses = sample.Losses();
        float[] gradient = new float[run.Length], again = new float[run.Length];
        sample.Gradient(before, gradient);
        sample.Gradient(before, again);

        Assert.Equal(losses, sample.Losses());
        Assert.Equal(gradient, again);
        Assert.Equal(before, sample.Weights);
        Assert.Equal(buffers, Buffers(run.Network));
        Assert.Equal((8, 50), (sample.Count, sample.BatchSize));
    });

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    public void Its_gradient_is_the_slope_of_its_loss_and_of_an_L2_weight_decay(double decay, bool isDecoupled) => Look(
        () => Sequential(("flatten", Flatten()), ("first", Linear(784, 8)), ("tanh", Tanh()), ("last", Linear(8, 10))),
        isDecoupled ? new AdamWOptions { LearningRate = 0.001, WeightDecay = decay } : new SgdOptions { LearningRate = 0.001, WeightDecay = decay },
        (run, sample) =>
        {
            float[] weights = sample.Weights, gradient = new float[run.Length], ahead = new float[run.Length], behind = new float[run.Length];
            sample.Gradient(weights, gradient);
            float norm = TensorPrimitives.Norm<float>(gradient);
            const float Step = 0.01f;
            TensorPrimitives.MultiplyAdd(gradient, Step / norm, weights, ahead);
            TensorPrimitives.MultiplyAdd(gradient, -Step / norm, weights, behind);

            // A decoupled decay is no part of what is made small.
            double Height(float[] point) => sample.Losses(point).Average() + sample.Penalty(point);
            Assert.Equal(norm, (Height(ahead) - Height(behind)) / (2 * Step), norm * 5e-3);
            Assert.Equal(decay > 0 && !isDecoupled, sample.Penalty(weights) > 0);
        });

    [Fact]
    public void The_slope_of_all_examples_has_no_error_and_a_batch_of_all_no_noise()
    {
        Look(() => Sequential(("flatten", Flatten()), ("last", Linear(784, 10))), new SgdOptions { LearningRate = 0.001 }, (run, sample) =>
        {
            (LossSlope slope, float[] gradient) = LossSlope.Measure(run, sample, batchSize: 50);
            float[] whole = new float[run.Length];
            sample.Gradient(sample.Weights, whole);

            Assert.Equal(TensorPrimitives.Norm<float>(whole), TensorPrimitives.Norm<float>(gradient), 1e-5f);
            Assert.Equal(0, slope.Error);
            Assert.InRange(slope.StepNoise, 0.01, 100);
            Assert.Equal(0, LossSlope.Measure(run, sample, batchSize: 400).Slope.StepNoise);
            Assert.Equal(double.PositiveInfinity, LossSlope.Measure(run, sample, batchSize: 400).Slope.SignalToNoise);
        });
    }

    public void Dispose() => _folder.Dispose();

    // Of 400 examples, before the first step of a run; what fails in it fails the test.
    private void Look(Func<Module<Tensor, Tensor>> network, OptimizerOptions optimizer, Action<Training.Observers.ProbedRun, LossSample> look)
    {
        bool looked = false;
        var probe = new MeasuringProbe((run, steps) =>
        {
            if (steps == 0)
            {
                using var sample = new LossSample(run, 50);
                look(run, sample);
                looked = true;
            }
        });
        new Trainer(new TrainingOptions { Epochs = 1, BatchSize = 50, Threads = 1, Validation = 0 }, new TrainerSetup { Output = _folder["run"], Probe = probe })
            .Fit(network, Glyphs.Few(400), optimizer, Loss.CrossEntropy);
        probe.Rethrow();
        Assert.True(looked);
    }

    private static float[] Buffers(Module network) => [.. network.buffers().SelectMany(buffer => buffer.to(ScalarType.Float32).data<float>().ToArray())];
}
