using Descent.Doctor.Proofs;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests.Proofs;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Names_the_layer_its_class_and_the_examples_and_leaves_the_run_alone()
    {
        RunFolder run = Refuse(() => new Rooted());
        IReadOnlyDictionary<string, string> before = TrainedRun.Bytes(run);
        Training.Loop.RefusedStep refused = Training.Loop.RefusedStep.Read(run)!;

        Replay replay = Replay.Run(run, () => new Rooted(), Glyphs.Data);

        Assert.Equal((refused.Step, refused.Layer, refused.What), (replay.Step!.Step, replay.Step.Layer, replay.Step.What));
        Assert.Equal(("root", "Root"), (replay.Step.Layer, replay.Operator));
        Assert.NotEmpty(replay.Culprits);
        Assert.All(replay.Culprits, id => Assert.Contains(id, refused.ExampleIds));
        Assert.True(replay.Culprits.Count < refused.ExampleIds.Count);
        Assert.Equal(before, TrainedRun.Bytes(run));
    }

    [Fact]
    public void Says_when_the_step_is_finite_this_time()
    {
        RunFolder run = Refuse(() => new Rooted());

        Assert.Null(Replay.Run(run, () => new Rooted(shift: 1e6f), Glyphs.Data).Step);
    }

    [Fact]
    public void Refuses_a_run_without_a_refused_step()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], 0.002);

        Assert.Throws<RunConfigurationException>(() => Replay.Run(run, () => new Models.LeNet(), Glyphs.Data));
    }

    public void Dispose() => _folder.Dispose();

    private RunFolder Refuse(Func<Module<Tensor, Tensor>> network)
    {
        Assert.Throws<NonFiniteException>(() => new Trainer(new TrainingOptions { Epochs = 1, Threads = 1, BatchSize = 50 }, new TrainerSetup { Output = _folder["run"] })
            .Fit(network, Glyphs.Data, new SgdOptions { LearningRate = 0.01 }, Loss.CrossEntropy));
        return RunFolder.Open(_folder["run"]);
    }

    // The root of a pixel's value, which is NaN for the few glyphs that have much ink there.
    private sealed class Rooted : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _root;
        private readonly Module<Tensor, Tensor> _last = Linear(784, 10);

        public Rooted(float shift = 1)
            : base("rooted")
        {
            _root = new Root(shift);
            register_module("root", _root);
            register_module("last", _last);
        }

        public override Tensor forward(Tensor input) => _last.call(_root.call(input.flatten(1)));
    }

    private sealed class Root(float shift) : Module<Tensor, Tensor>("Root")
    {
        public override Tensor forward(Tensor input)
        {
            using Tensor pixel = input.narrow(1, 300, 1);
            return input * (shift - pixel).sqrt();
        }
    }
}
