using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Tests.Watching;

public sealed class RunDoctorTests : IDisposable
{
    private static readonly TrainingOptions Short = new() { Epochs = 2, BatchSize = 50, Threads = 1, LogEvery = 1 };
    private readonly TemporaryFolder _folder = new();
    private readonly List<Finding> _found = [];

    [Fact]
    public void Changes_no_bit_of_a_run_with_statistics_and_dropout()
    {
        RunFolder alone = Fit(null, "alone", RandomLayersNetwork.Make);
        RunFolder watched = Fit(DoctorLevel.Deep, "watched", RandomLayersNetwork.Make);

        Assert.Equal(File.ReadAllBytes(alone.MetricsPath), File.ReadAllBytes(watched.MetricsPath));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(alone.ModelPath, "weights.safetensors")), File.ReadAllBytes(Path.Combine(watched.ModelPath, "weights.safetensors")));
        Assert.False(File.Exists(alone.ProbesPath));
    }

    [Fact]
    public void Measures_every_layer_and_parameter()
    {
        RunFolder run = Fit(DoctorLevel.Deep, "run", () => new LeNet());

        RunHistory history = RunHistory.Read(run);
        Assert.Equal(["conv1", "conv2", "flatten", "linear1", "relu1", "linear2", "relu2", "linear3"], history.Facts.Layers.Select(layer => layer.Name));
        Assert.Equal(10, history.Facts.Parameters.Count);
        // The first step and every tenth of 36.
        Assert.Equal([1, 10, 20, 30], history[Quantity.GradientNorm].Points.Select(point => point.Step));
        Assert.All(history.Facts.Parameters, parameter => Assert.InRange(history[Quantity.Update(parameter.Name)].Last, 1e-8, 1));
        Assert.InRange(history[Quantity.LossMean].Last, 0.1, 2.3);
        Assert.InRange(history[Quantity.Zeros("relu1")].Last, 0.1, 0.95);
        Assert.Equal([1, 10, 20, 30], history[Quantity.StepCurvature].Points.Select(point => point.Step));
        Assert.Equal(2, history[Quantity.ValidationLoss].Count);
        Assert.True(history.IsFinished);
    }

    [Fact]
    public void Finds_while_it_trains_what_its_folder_tells_later()
    {
        RunFolder run = Fit(DoctorLevel.Deep, "run", () => new LeNet(), learningRate: 1);

        Assert.Contains(_found, finding => finding.Severity == Severity.Error);
        Assert.Equal(_found.Select(finding => finding.Check), FindingsLog.Read(run.FindingsPath).Select(finding => finding.Check));
        Assert.All(CheckCatalog.Look(RunHistory.Read(run)), finding => Assert.Contains(_found, told => told.Check == finding.Check));
    }

    [Fact]
    public void The_curvature_along_a_step_of_a_bowl_is_that_of_the_bowl()
    {
        // (w − 1)² is curved by 2 everywhere, and weight decay adds its own.
        using var doctor = new RunDoctor(DoctorLevel.Deep, _found.Add, TimeProvider.System);
        var source = new ArraySource(
            new ExampleFormat(new ArrayFormat(ElementType.Float32, 1), new ArrayFormat(ElementType.Float32, 1)), Ones(200), Ones(200), []);
        RunFolder run = new Trainer(Short with { Validation = 0, BatchSize = 10 }, new TrainerSetup { Output = _folder["bowl"], Observers = [doctor], Probe = doctor })
            .Fit(() => new Raw(), new Dataset("bowl", source, null), new SgdOptions { LearningRate = 0.01, WeightDecay = 0.5, DecayBiasesAndNorms = true }, new MeanSquaredLoss()).Run;

        Assert.All(RunHistory.Read(run)[Quantity.StepCurvature].Points, point => Assert.Equal(2.5, point.Value, 0.01));
        Assert.Equal(5, RunHistory.Read(run)[Quantity.StepCurvature].Count);

        static byte[] Ones(int count) => MemoryMarshal.AsBytes<float>(Enumerable.Repeat(1f, count).ToArray()).ToArray();
    }

    [Fact]
    public void Losses_are_kept_in_windows_however_seldom_it_looks()
    {
        RunHistory history = RunHistory.Read(Fit(DoctorLevel.On, "run", () => new LeNet()));

        // Of 36 steps.
        Assert.InRange(history[Quantity.LossMean].Count, 3, 36);
        Assert.Equal(history[Quantity.LossMean].Points.Select(point => point.Step), history[Quantity.LearningRate].Points.Select(point => point.Step));
    }

    [Fact]
    public void Looks_less_often_when_looking_takes_long()
    {
        var clock = new SteppingClock();
        var schedule = new ProbeSchedule(DoctorLevel.On, clock);
        int looks = 0;
        for (long step = 1; step <= 1000; step++)
        {
            bool due = schedule.IsDue(step);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            if (due)
            {
                looks++;
                clock.Advance(TimeSpan.FromMilliseconds(2));
                schedule.Looked(step, TimeSpan.FromMilliseconds(2));
            }
        }

        // Less than a hundredth of a second, and 10 ms at the start that no share is asked of: 2 ms each.
        Assert.InRange(looks, 6, 11);
    }

    [Theory]
    [InlineData(DoctorLevel.On, new long[] { 1000, 2100, 3100 })]
    [InlineData(DoctorLevel.Deep, new long[] { 1, 700, 1000, 1400, 2100, 3100 })]
    public void The_curvature_is_measured_once_in_a_thousand_steps_but_in_every_deep_look(DoctorLevel level, long[] measured)
    {
        var schedule = new ProbeSchedule(level, TimeProvider.System);

        Assert.Equal(measured, new long[] { 1, 700, 1000, 1400, 2100, 3100 }.Where(schedule.IsCurvatureDue));
    }

    [Fact]
    public void What_the_end_of_an_epoch_takes_counts_too()
    {
        var clock = new SteppingClock();
        using var doctor = new RunDoctor(DoctorLevel.On, _ => clock.Advance(TimeSpan.FromSeconds(1)), clock);
        var setup = new TrainerSetup { Output = _folder["run"], Observers = [doctor], Probe = doctor };
        RunFolder run = new Trainer(Short with { Epochs = 4 }, setup).Fit(() => new LeNet(), Glyphs.Data, new AdamOptions { LearningRate = 1 }, Loss.CrossEntropy).Run;

        // Only telling takes time here; the second of four epochs ends with step 36, and the first finding is told then.
        Assert.Equal([1, 9, 17, 25, 33], RunHistory.Read(run)[Quantity.GradientNorm].Points.Select(point => point.Step));
    }

    public void Dispose() => _folder.Dispose();

    private RunFolder Fit(DoctorLevel? level, string name, Func<Module<Tensor, Tensor>> network, double learningRate = 0.002)
    {
        using RunDoctor? doctor = level is { } given ? new RunDoctor(given, _found.Add, TimeProvider.System) : null;
        return new Trainer(Short, new TrainerSetup { Output = _folder[name], Observers = doctor is null ? [] : [doctor], Probe = doctor })
            .Fit(network, Glyphs.Data, new AdamOptions { LearningRate = learningRate }, Loss.CrossEntropy).Run;
    }

    // The output is the weight, whatever the input.
    private sealed class Raw : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter _weight = Parameter(tensor([3f]));

        public Raw()
            : base(nameof(Raw)) => RegisterComponents();

        public override Tensor forward(Tensor input) => get_parameter(nameof(_weight))!.unsqueeze(0).expand(input.size(0), 1);
    }

    private sealed class SteppingClock : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
