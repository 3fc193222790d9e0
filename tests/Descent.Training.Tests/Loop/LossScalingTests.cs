using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

public sealed class LossScalingTests : IDisposable
{
    private readonly Module<Tensor, Tensor> _network = TestNetworks.Small();
    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly TrainingState _state;
    private readonly LossScaling _scaling;

    public LossScalingTests()
    {
        _parameters = new FlatParameters(_network);
        _optimizer = new AdamOptions { LearningRate = 0.1 }.Create(_parameters, 1);
        _state = new TrainingState(_network, _parameters, _optimizer, []);
        _scaling = new LossScaling(_state);
    }

    [Fact]
    public void Without_a_scale_it_does_nothing()
    {
        Backward();
        float[] gradients = _parameters.Gradients.ToArray();

        Assert.True(_scaling.TryUnscale());
        Assert.False(_scaling.CanShrink);
        Assert.Equal(gradients, _parameters.Gradients.ToArray());
        Assert.Null(_state.Progress.LossScale);
    }

    [Fact]
    public void Gradients_come_out_as_without_it()
    {
        Backward();
        float[] plain = _parameters.Gradients.ToArray();
        _parameters.Gradients.Clear();
        _state.Progress.LossScale = 1024;
        Backward();

        Assert.Equal(plain.Select(g => g * 1024), _parameters.Gradients.ToArray());
        Assert.True(_scaling.TryUnscale());
        Assert.Equal(plain, _parameters.Gradients.ToArray());
    }

    [Fact]
    public void An_overflow_halves_it_and_is_not_applied()
    {
        _state.Progress.LossScale = 1024;
        _state.Progress.StepsAtScale = 5;
        _parameters.Gradients[3] = float.PositiveInfinity;

        Assert.True(_scaling.CanShrink);
        Assert.False(_scaling.TryUnscale());
        Assert.Equal((512, 0, 1L), (_state.Progress.LossScale, _state.Progress.StepsAtScale, _state.Progress.SkippedSteps));
    }

    [Fact]
    public void Two_thousand_good_steps_double_it()
    {
        _state.Progress.LossScale = 1024;
        for (int step = 1; step < 2000; step++)
        {
            Assert.True(_scaling.TryUnscale());
        }

        Assert.Equal((1024, 1999), (_state.Progress.LossScale, _state.Progress.StepsAtScale));
        Assert.True(_scaling.TryUnscale());
        Assert.Equal((2048, 0), (_state.Progress.LossScale, _state.Progress.StepsAtScale));
    }

    [Fact]
    public void At_one_an_overflow_is_no_longer_its_fault()
    {
        _state.Progress.LossScale = 2;
        _parameters.Gradients[3] = float.NaN;

        Assert.False(_scaling.TryUnscale());
        Assert.Equal(1, _state.Progress.LossScale);
        Assert.False(_scaling.CanShrink);
    }

    [Fact]
    public void A_checkpoint_holds_it_and_skipped_steps_do_not_count_for_the_optimizer()
    {
        _state.Progress.LossScale = 256;
        _state.Progress.StepsAtScale = 17;
        _state.Progress.SkippedSteps = 2;
        _state.Progress.Step = 10;
        CheckpointSnapshot snapshot = _state.Snapshot();
        var restored = new TrainingState(_network, _parameters, _optimizer, []);
        restored.Restore(new Checkpoint("checkpoint", 10, snapshot.Weights, snapshot.Training, snapshot.State));

        Assert.Equal(_state.Progress, restored.Progress);
        Assert.Equal(8, _optimizer.Step);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _parameters.Dispose();
        _network.Dispose();
    }

    private void Backward()
    {
        // Cloned into libtorch's memory, aligned as a run's batches are: MKL sums in another order where an array begins elsewhere.
        using DisposeScope scope = NewDisposeScope();
        _scaling.Backward(_network.call(tensor(TestNetworks.Wave(20, 3)).clone().view(4, 5)).square().sum());
    }
}
