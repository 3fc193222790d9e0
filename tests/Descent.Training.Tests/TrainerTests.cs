using System.Text.Json;
using Descent.Data;
using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;
using Descent.Runs.Metrics;
using Descent.Torch.Memory;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private static readonly TrainingOptions Short = new() { Epochs = 1, BatchSize = 50, Threads = 1, LogEvery = 1 };
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_same_seed_gives_the_same_bytes_however_batches_are_read()
    {
        TrainingOptions options = Short with { Epochs = 2, Transforms = "crop:2,rotate:10,cutout:5" };
        RunBytes once = RunBytes.Of(Fit(options with { Prefetch = 0 }, "once").Run);
        RunBytes twice = RunBytes.Of(Fit(options with { Prefetch = 7, Workers = 3 }, "twice").Run);
        RunBytes other = RunBytes.Of(Fit(options with { Seed = 2 }, "other").Run);

        Assert.Equal(once, twice);
        Assert.NotEqual(once.Model, other.Model);
        Assert.NotEqual(once.Progress.OrderDigest, other.Progress.OrderDigest);
    }

    [Fact]
    public void Chunks_sum_to_the_gradient_of_the_whole_batch()
    {
        double Loss(int chunk, string name) => Values(Fit(
            Short with { ChunkSize = chunk }, name, () => new Mlp([1, 28, 28])).Run, "train/loss")[^1];

        Assert.Equal(Loss(0, "whole"), Loss(7, "chunks"), 1e-4);
    }

    [Fact]
    public void Everything_about_a_run_is_in_its_folder()
    {
        TrainingOutcome outcome = Fit(Short with { Epochs = 2, KeepCheckpoints = 1, CheckpointEvery = 5 }, "run", () => new LeNet());

        RunFolder run = RunFolder.Open(_folder["run"]);
        Assert.Equal(("lenet", "glyphs"), (run.Manifest.Network, run.Manifest.Dataset));
        Assert.Equal(outcome.Steps, run.ReadResult()!.Steps);
        Assert.Equal(outcome.Test!.Accuracy, run.ReadResult()!.TestAccuracy);
        Assert.Equal(new TrainingPlan(Short with { Epochs = 2, KeepCheckpoints = 1, CheckpointEvery = 5, Layout = Layout.Nchw, Schedule = new CosineSchedule() }, OptimizerCatalog.Create("adam"), Loss.CrossEntropy), TrainingPlan.From(run.Manifest));
        Assert.Equal(36, Values(run, "train/loss").Count);
        Assert.Equal(2, Values(run, "validation/accuracy").Count);
        Assert.Equal([outcome.Test.Accuracy!.Value], Values(run, "test/accuracy"));
        Assert.NotEmpty(MetricsReader.Read(run.TimingsPath));
        Assert.Single(Directory.GetFiles(run.Path, "events.out.tfevents.*"));
        long best = RunBytes.Of(run).Progress.BestStep!.Value;
        Assert.Equal(new[] { best, 36 }.Distinct().Order(), Directory.GetDirectories(run.CheckpointsPath, "step-*").Select(path => long.Parse(path[^8..], null)).Order());
    }

    [Fact]
    public void The_shipped_model_answers_as_the_trained_network_did()
    {
        TrainingOutcome outcome = Fit(Short, "run", () => new LeNet());

        using TrainedModel model = TrainedModel.Load(outcome.Run, d => NetworkCatalog.Create(d.Architecture!, d.Input.Shape));
        EvaluationReport report = model.Evaluate(Glyphs.Data.Test!);
        Assert.Equal(outcome.Test!.Accuracy, report.Score.Accuracy);
        Assert.Equal(outcome.Test.Loss, report.Score.Loss, 1e-5);
        Assert.Equal(200, report.Confusion.Sum(row => row.Sum()));

        byte[] image = new byte[784];
        Glyphs.Data.Test!.Read([report.Worst[0].Id], image, new byte[8]);
        float[] answer = Assert.Single(model.Probabilities(image));
        Assert.Equal(1, answer.Sum(), 1e-5);
        Assert.Equal(report.Worst[0].Predicted, model.Description.ClassNames[Array.IndexOf(answer, answer.Max())]);
    }

    [Fact]
    public void A_model_whose_normalizer_saw_another_split_is_refused()
    {
        RunFolder one = Fit(Short, "one", () => new LeNet()).Run;
        RunFolder two = Fit(Short with { Seed = 2 }, "two", () => new LeNet()).Run;
        Directory.Delete(one.ModelPath, recursive: true);
        FolderCopy.Copy(two.ModelPath, one.ModelPath);

        RunConfigurationException error = Assert.Throws<RunConfigurationException>(
            () => TrainedModel.Load(one, d => NetworkCatalog.Create(d.Architecture!, d.Input.Shape)));

        Assert.Contains(one.Manifest.DataFingerprint, error.Message, StringComparison.Ordinal);
        Assert.Contains(two.Manifest.DataFingerprint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_was_handed_in_holds_the_shipped_weights()
    {
        using var network = new LeNet();
        TrainingOutcome outcome = new Trainer(Short with { AverageDecay = 0.5 }, new TrainerSetup { Output = _folder["run"] })
            .Fit(network, Glyphs.Data, OptimizerCatalog.Create("adam"), Loss.CrossEntropy);

        NamedArrays shipped = new(outcome.Run.ModelPath, ModelArtifact.Read(outcome.Run.ModelPath).Weights);
        float[] weights = new float[84];
        shipped.CopyTo("linear2.bias", weights);
        Assert.Equal(weights, TensorMemory.Span<float>(network.state_dict()["linear2.bias"]).ToArray());
    }

    [Fact]
    public void A_step_that_is_not_finite_is_refused_with_its_examples_and_the_state_before_it_is_saved()
    {
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => Fit(
            Short with { Validation = 0 }, "run", () => new Mlp([2], classes: 2, hidden: 4), new Dataset("points", new PointStream(), null)));

        Assert.Equal((PointStream.Bad / 50) + 1, error.Step);
        Assert.Contains(PointStream.Bad, error.ExampleIds);
        Assert.Equal("input", error.Where);
        var store = new CheckpointStore(Path.Combine(_folder["run"], "checkpoints"), 1, Disk.Real);
        Checkpoint saved = store.Load(error.Step - 1);
        Assert.Equal(error.Step - 1, saved.State["step"]!.GetValue<long>());
        Assert.All(saved.Weights, array => Assert.DoesNotContain(
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray(), value => !float.IsFinite(value)));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(error.ReportPath));
        Assert.Equal(error.Step, report.RootElement.GetProperty("step").GetInt64());
        Assert.Null(RunFolder.Open(_folder["run"]).ReadResult());
    }

    [Fact]
    public void A_refused_step_is_told_first_when_its_state_cannot_be_saved_either()
    {
        string checkpoints = Path.Combine(_folder["run"], "checkpoints");
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => new Trainer(
                Short with { Validation = 0 },
                new TrainerSetup
                {
                    Output = _folder["run"],
                    Observers = [new StepWatcher(1, () =>
                    {
                        Directory.Delete(checkpoints, recursive: true);
                        File.WriteAllText(checkpoints, "in the way");
                    })],
                })
            .Fit(() => new Mlp([2], classes: 2, hidden: 4), new Dataset("points", new PointStream(), null), OptimizerCatalog.Create("adam"), Loss.CrossEntropy));

        Assert.StartsWith($"Step {error.Step} was refused", error.Message, StringComparison.Ordinal);
        Assert.Contains("could not be saved where it belongs", error.Message, StringComparison.Ordinal);
        Assert.IsType<CheckpointException>(error.InnerException);
    }

    [Fact]
    public void Weights_that_run_away_are_stopped_before_they_are_infinite()
    {
        NonFiniteException error = Assert.Throws<NonFiniteException>(() => new Trainer(Short, new TrainerSetup { Output = _folder["run"] })
            .Fit(() => new LeNet(), Glyphs.Data, OptimizerCatalog.Create("sgd", 1e20), Loss.CrossEntropy));

        Assert.True(error.Step > 1);
        Assert.NotEqual("input", error.Where);
    }

    [Fact]
    public void An_example_that_cannot_be_read_ends_the_run_with_its_id_and_a_checkpoint()
    {
        var source = new BrokenSource((IMapSource)Glyphs.Data.Train, 321);

        ExampleException error = Assert.Throws<ExampleException>(() => Fit(
            Short with { Prefetch = 1 }, "run", data: Glyphs.Data with { Train = source }));

        Assert.Equal(321, error.Id);
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(_folder["run"], "checkpoints"), "step-*"));
    }

    [Fact]
    public void An_observer_that_throws_is_left_out_and_the_run_goes_on()
    {
        NoticeList notices = new();
        TrainingOutcome outcome = new Trainer(Short, new TrainerSetup
        {
            Output = _folder["run"],
            Observers = [new StepWatcher(2, () => throw new InvalidOperationException("no paper left")), notices],
        }).Fit(RandomLayersNetwork.Make, Glyphs.Data, OptimizerCatalog.Create("adam"), Loss.CrossEntropy);

        Assert.Equal(TrainingEnd.Finished, outcome.End);
        Assert.Contains("no paper left", Assert.Single(notices.Items), StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_are_told_together_and_nothing_is_written()
    {
        RunConfigurationException error = Assert.Throws<RunConfigurationException>(() => new Trainer(
                Short with { Epochs = 0, BatchSize = -1, Transforms = "flop" }, new TrainerSetup { Output = _folder["run"] })
            .Fit(() => new LeNet(), Glyphs.Data, OptimizerCatalog.Create("adam", -1), Loss.CrossEntropy));

        Assert.True(error.Mistakes.Count >= 4, error.Message);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void A_network_with_other_outputs_or_inputs_than_the_data_is_refused_before_anything_is_written()
    {
        RunConfigurationException outputs = Assert.Throws<RunConfigurationException>(() => Fit(Short, "run", () => new LeNet(classes: 7)));
        RunConfigurationException inputs = Assert.Throws<RunConfigurationException>(() => Fit(Short, "run", () => new LeNet(size: 32)));

        Assert.Contains("[7]", outputs.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 28, 28]", inputs.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void A_schedule_that_needs_an_end_refuses_a_stream()
    {
        var data = new Dataset("stream", new Data.Glyphs.GlyphStreamSource(1, 0, 100), null);

        Assert.Throws<RunConfigurationException>(() => Fit(Short with { Validation = 0, Schedule = new CosineSchedule() }, "run", data: data));
        Assert.Throws<RunConfigurationException>(() => Fit(Short with { Validation = 0.1 }, "run", data: data));
    }

    [Fact]
    public void A_stream_trains_at_a_constant_rate_unless_it_is_told_otherwise()
    {
        var data = new Dataset("stream", new Data.Glyphs.GlyphStreamSource(1, 0, 100), null);
        Fit(Short with { Validation = 0 }, "run", data: data);

        Assert.Equal(new ConstantSchedule(), TrainingPlan.From(RunFolder.Open(_folder["run"]).Manifest).Training.Schedule);
    }

    public void Dispose() => _folder.Dispose();

    private static List<double> Values(RunFolder run, string name) =>
        [.. MetricsReader.Read(run.MetricsPath).Where(metric => metric.Name == name).Select(metric => metric.Value)];

    private TrainingOutcome Fit(TrainingOptions options, string name, Func<Module<Tensor, Tensor>>? network = null, Dataset? data = null) =>
        new Trainer(options, new TrainerSetup { Output = _folder[name] })
            .Fit(network ?? RandomLayersNetwork.Make, data ?? Glyphs.Data, OptimizerCatalog.Create("adam"), Loss.CrossEntropy);
}
