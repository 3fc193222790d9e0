using Descent.Training.Checkpoints;
using Descent.Training.Evaluation;
using Descent.Training.Loop;
using Descent.Training.Methods;
using Descent.Training.Optimizers;
using Descent.Training.Tests.Checkpoints;
using Descent.Training.Tests.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

public sealed class TrainingStateTests
{
    [Fact]
    public void A_snapshot_names_every_weight_buffer_and_moment()
    {
        using var made = new Made("adam");
        CheckpointSnapshot snapshot = made.State.Snapshot();

        Assert.Equal(
            ["linear.bias", "linear.weight", "norm.bias", "norm.num_batches_tracked", "norm.running_mean", "norm.running_var", "norm.weight"],
            snapshot.Weights.Select(array => array.Name).Order(StringComparer.Ordinal));
        string[] states = ["exp_avg", "exp_avg_sq", "average"];
        string[] trained = ["linear.weight", "norm.weight", "norm.bias", "linear.bias"];
        Assert.Equal(
            states.SelectMany(state => trained.Select(name => $"{state}.{name}")), snapshot.Training.Select(array => array.Name));
        Assert.Equal([3, 5], snapshot.Weights.Single(array => array.Name == "linear.weight").Shape);
        Assert.Equal(TensorType.I64, snapshot.Weights.Single(array => array.Name == "norm.num_batches_tracked").Type);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum")]
    [InlineData("adam")]
    public void Another_network_restored_from_a_snapshot_goes_on_to_the_same_bits(string optimizer)
    {
        using var first = new Made(optimizer);
        using var second = new Made(optimizer);
        first.Train(0, 3);
        second.Train(5, 1);
        CheckpointSnapshot snapshot = first.State.Snapshot();
        second.State.Restore(Checkpoint(snapshot));

        Assert.Equal(first.State.Progress, second.State.Progress);
        AssertSame(snapshot, second.State.Snapshot());
        first.Train(3, 2);
        second.Train(3, 2);
        AssertSame(first.State.Snapshot(), second.State.Snapshot());
    }

    [Fact]
    public void Progress_comes_back_in_every_field()
    {
        using var made = new Made("sgd");
        using var other = new Made("sgd");
        TrainingProgress progress = made.State.Progress;
        (progress.Step, progress.Epoch, progress.Batch, progress.Examples, progress.LossSum, progress.LossWeight) = (7, 2, 3, 192, 1.0 / 3, 191);
        progress.Correct = new(100, 192);
        (progress.OrderDigest, progress.Seconds, progress.MetricsLength) = (ulong.MaxValue, 2.5, 12345);
        (progress.Train, progress.Validation) = (new Score(0.5, 0.25, 9), new Score(0.75, null, 8));
        (progress.Best, progress.BestStep, progress.EpochsSinceBest) = (new Score(double.NaN, 1, 7), 5, 1);
        var fresh = new TrainingProgress();
        Assert.All(typeof(TrainingProgress).GetProperties(), property => Assert.NotEqual(property.GetValue(fresh), property.GetValue(progress)));
        other.State.Restore(Checkpoint(made.State.Snapshot()));

        Assert.Equal(progress, other.State.Progress);
    }

    [Fact]
    public void A_snapshot_stays_as_it_was_while_training_goes_on()
    {
        using var made = new Made("adam");
        made.Train(0, 1);
        CheckpointSnapshot snapshot = made.State.Snapshot();
        byte[][] before = [.. snapshot.Weights.Concat(snapshot.Training).Select(array => array.Data.ToArray())];
        made.Train(1, 1);

        Assert.Equal(before, snapshot.Weights.Concat(snapshot.Training).Select(array => array.Data.ToArray()));
    }

    [Fact]
    public void A_snapshot_of_another_optimizer_or_network_is_refused_and_changes_nothing()
    {
        using var adam = new Made("adam");
        using var momentum = new Made("momentum");
        adam.Train(0, 2);
        CheckpointSnapshot before = momentum.State.Snapshot();
        float[] weights = momentum.Parameters.Values.ToArray();
        CheckpointException e = Assert.Throws<CheckpointException>(() => momentum.State.Restore(Checkpoint(adam.State.Snapshot())));

        Assert.Contains("momentum_buffer.linear.weight is missing", e.Message, StringComparison.Ordinal);
        Assert.Contains("exp_avg.linear.weight is not expected", e.Message, StringComparison.Ordinal);
        Assert.Equal(weights, momentum.Parameters.Values.ToArray());

        CheckpointSnapshot lacking = before with { Weights = [.. before.Weights.Where(array => array.Name != "norm.running_var")] };
        Assert.Contains(
            "norm.running_var is missing",
            Assert.Throws<CheckpointException>(() => momentum.State.Restore(Checkpoint(lacking))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Remembered_buffers_come_back_and_weights_stay()
    {
        using var made = new Made("sgd");
        made.Train(0, 1);
        byte[][] buffers = Buffers(made);
        made.State.RememberBuffers();
        made.Train(1, 1);
        float[] weights = made.Parameters.Values.ToArray();
        Assert.NotEqual(buffers, Buffers(made));
        made.State.RestoreBuffers();

        Assert.Equal(buffers, Buffers(made));
        Assert.Equal(weights, made.Parameters.Values.ToArray());
    }

    private static byte[][] Buffers(Made made) =>
        [.. made.State.Weights().Where(a => a.Name.Contains("running", StringComparison.Ordinal) || a.Name.Contains("num_", StringComparison.Ordinal)).Select(a => a.Data.ToArray())];

    private static Checkpoint Checkpoint(CheckpointSnapshot snapshot) =>
        new("checkpoint", snapshot.Step, snapshot.Weights, snapshot.Training, snapshot.State);

    private static void AssertSame(CheckpointSnapshot expected, CheckpointSnapshot actual)
    {
        Arrays.AssertSame(expected.Weights, actual.Weights);
        Arrays.AssertSame(expected.Training, actual.Training);
        Assert.Equal(expected.State.ToJsonString(), actual.State.ToJsonString());
    }

    /// <summary>A network with running statistics, its optimizer and an average of its weights.</summary>
    private sealed class Made : IDisposable
    {
        private readonly Module<Tensor, Tensor> _network = TestNetworks.Fixed(() => Sequential(("norm", BatchNorm1d(5)), ("linear", Linear(5, 3))));
        private readonly Optimizer _optimizer;
        private readonly WeightAveraging _averaging;

        public Made(string optimizer)
        {
            Parameters = new FlatParameters(_network);
            _optimizer = OptimizerCases.Get(optimizer, weightDecay: 0.01).Create(Parameters, 1);
            _averaging = new WeightAveraging(Parameters, 0.9);
            State = new TrainingState(_network, Parameters, _optimizer, [_averaging]);
        }

        public FlatParameters Parameters { get; }

        public TrainingState State { get; }

        public void Train(int first, int steps)
        {
            for (int step = first; step < first + steps; step++)
            {
                using DisposeScope scope = NewDisposeScope();
                _network.call(tensor(TestNetworks.Wave(20, step)).view(4, 5));
                OptimizerCases.Update(_optimizer, Parameters, 0.01, step);
                _averaging.AfterUpdate(Parameters.Values);
                State.Progress.Step++;
            }
        }

        public void Dispose()
        {
            _averaging.Dispose();
            _optimizer.Dispose();
            Parameters.Dispose();
            _network.Dispose();
        }
    }
}
