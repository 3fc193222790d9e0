using Descent.Models;
using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests;

public sealed class LayoutTests : IDisposable
{
    private static readonly TrainingOptions Short = new()
    {
        Epochs = 2,
        BatchSize = 50,
        Threads = 1,
        LogEvery = 1,
        CheckpointEvery = 5,
        ClipNorm = 5,
        AverageDecay = 0.9,
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_model_is_the_same_file_but_for_rounding()
    {
        NamedArray[] plain = Weights(Fit(Short with { Layout = Layout.Nchw }, "nchw"));
        NamedArray[] last = Weights(Fit(Short with { Layout = Layout.Nhwc }, "nhwc"));

        Assert.Equal(plain.Select(array => $"{array.Name} {array}"), last.Select(array => $"{array.Name} {array}"));
        foreach ((NamedArray one, NamedArray other) in plain.Zip(last))
        {
            Assert.Equal(Floats(one), Floats(other), (a, b) => Math.Abs(a - b) < 5e-3);
        }
    }

    [Theory]
    [InlineData(Precision.Fp32, Layout.Nhwc)]
    [InlineData(Precision.Bf16, Layout.Nchw)]
    [InlineData(Precision.Bf16, Layout.Nhwc)]
    public void A_killed_run_keeps_layout_and_precision_and_ends_in_the_same_bytes(Precision precision, Layout layout)
    {
        TrainingOptions options = Short with { Precision = precision, Layout = layout };
        RunFolder unbroken = Fit(options, "unbroken");
        var watcher = new StepWatcher(12, () => FolderCopy.Copy(_folder["run"], _folder["killed"]));
        Fit(options, "run", new TrainerSetup { Observers = [watcher] });

        RunFolder resumed = Trainer.Resume(RunFolder.Open(_folder["killed"]), () => new LeNet(), Glyphs.Few(500)).Run;

        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
        Assert.Equal((precision, layout), (TrainingPlan.From(resumed.Manifest).Training.Precision, TrainingPlan.From(resumed.Manifest).Training.Layout));
    }

    [Fact]
    public void What_is_left_open_is_saved_as_it_was_chosen()
    {
        TrainingOptions saved = TrainingPlan.From(Fit(new TrainingOptions { Epochs = 1, BatchSize = 50 }, "run").Manifest).Training;

        Assert.Equal((Math.Max(1, Environment.ProcessorCount - 1), Layout.Nchw), (saved.Threads, saved.Layout));
    }

    public void Dispose() => _folder.Dispose();

    private RunFolder Fit(TrainingOptions options, string name, TrainerSetup? setup = null) =>
        new Trainer(options, (setup ?? new TrainerSetup()) with { Output = _folder[name] })
            .Fit(() => new LeNet(), Glyphs.Few(500), new AdamOptions { LearningRate = 0.001 }, Loss.CrossEntropy).Run;

    private static NamedArray[] Weights(RunFolder run) => [.. ModelArtifact.Read(run.ModelPath).Weights.OrderBy(array => array.Name, StringComparer.Ordinal)];

    private static float[] Floats(NamedArray array) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray();
}
