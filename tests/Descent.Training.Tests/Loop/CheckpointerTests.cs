using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Runs.Metrics;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Tests.Checkpoints;
using Microsoft.Win32.SafeHandles;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Descent.Training.Tests.Loop;

public sealed partial class CheckpointerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FullDisk _disk = new();
    private readonly Notes _notes = new();
    private readonly Linear _network;
    private readonly FlatParameters _parameters;
    private readonly Optimizer _optimizer;
    private readonly TrainingState _state;
    private readonly RunFolder _run;
    private readonly MetricsLog _metrics;
    private readonly CheckpointStore _store;
    private readonly Checkpointer _checkpointer;

    public CheckpointerTests()
    {
        Torch.Loading.Libtorch.Load();
        _network = nn.Linear(3, 2);
        _parameters = new FlatParameters(_network);
        _optimizer = new AdamOptions { LearningRate = 0.01 }.Create(_parameters, threads: 1);
        _state = new TrainingState(_network, _parameters, _optimizer, []);
        _run = RunFolder.Create(_folder["run"], new RunManifest
        {
            Name = "run",
            Created = default,
            Network = "linear",
            Dataset = "none",
            Seed = 1,
            DataFingerprint = "",
            CommandLine = [],
            Versions = new Dictionary<string, string>(),
            Options = [],
        });
        _metrics = MetricsLog.Open(_run.MetricsPath, 0);
        _store = new CheckpointStore(_run.CheckpointsPath, 2, _disk);
        _checkpointer = Make(run => Directory.CreateDirectory(_folder["rescue"]).FullName);
        _checkpointer.Prepare(_state);
    }

    [Fact]
    public void Saves_the_steps_that_are_due_with_the_metrics_up_to_them()
    {
        Step(1);
        _checkpointer.SaveIfDue(_state);
        Step(2);
        _checkpointer.SaveIfDue(_state);
        _checkpointer.Dispose();

        Assert.Equal([2], _store.Steps());
        Assert.Equal([2], _notes.Saved);
        Assert.Empty(_notes.Notices);
        long length = _store.Load(2).State["metricsLength"]!.GetValue<long>();
        Assert.Equal(new FileInfo(_run.MetricsPath).Length, length);
        Assert.Equal(2, MetricsReader.Read(_run.MetricsPath).Count());
    }

    [Fact]
    public void What_was_saved_is_restored_to_the_same_bits()
    {
        Step(4);
        float[] weights = _parameters.Values.ToArray();
        float[] moments = _optimizer.State(1).ToArray();
        _checkpointer.SaveAndWait(_state);
        Step(5);

        _state.Restore(_store.LoadNewest(out _)!);

        Assert.Equal(weights, _parameters.Values.ToArray());
        Assert.Equal(moments, _optimizer.State(1).ToArray());
        Assert.Equal(4, _state.Progress.Step);
        Assert.Equal(4, _optimizer.Step);
    }

    [Fact]
    public void A_checkpoint_of_another_network_changes_nothing()
    {
        Step(1);
        float[] weights = _parameters.Values.ToArray();
        CheckpointSnapshot other = Snapshots.Of(9);

        Assert.Throws<CheckpointException>(() => _state.Restore(new Checkpoint("x", 9, other.Weights, other.Training, other.State)));

        Assert.Equal(weights, _parameters.Values.ToArray());
        Assert.Equal(1, _state.Progress.Step);
    }

    [Fact]
    public void A_failure_is_told_once_and_the_next_save_tries_again()
    {
        Step(2);
        _checkpointer.SaveAndWait(_state);
        _disk.Failure = new IOException("No space left on device");
        Step(4);
        _checkpointer.Save(_state);
        Step(5);
        SpinWait.SpinUntil(
            () =>
            {
                _checkpointer.SaveIfDue(_state);
                return _notes.Notices.Count > 0;
            },
            TimeSpan.FromSeconds(30));
        _checkpointer.SaveIfDue(_state);

        string notice = Assert.Single(_notes.Notices);
        Assert.Contains("step-00000004': the checkpoint could not be written: No space left on device", notice, StringComparison.Ordinal);
        Assert.Contains("Training goes on, and it is tried again with the next checkpoint: free space", notice, StringComparison.Ordinal);
        Assert.Equal([2], _store.Steps());

        _disk.Failure = null;
        Step(6);
        _checkpointer.SaveIfDue(_state);
        _checkpointer.Dispose();

        Assert.Equal([6, 2], _store.Steps());
        Assert.Single(_notes.Notices);
    }

    [Fact]
    public void A_folder_taken_away_is_told_and_the_state_is_rescued()
    {
        Directory.Delete(_run.CheckpointsPath);
        Step(2);
        _checkpointer.Save(_state);

        CheckpointException error = Assert.Throws<CheckpointException>(() => _checkpointer.SaveAndWait(_state));

        Assert.Contains("is missing", Assert.Single(_notes.Notices), StringComparison.Ordinal);
        Assert.Contains(_folder["rescue/step-00000002"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_save_that_fails_is_rescued_and_the_rescue_resumes()
    {
        Step(3);
        float[] weights = _parameters.Values.ToArray();
        _disk.Failure = new UnauthorizedAccessException("Access is denied.");

        CheckpointException error = Assert.Throws<CheckpointException>(() => _checkpointer.SaveAndWait(_state));

        Assert.Contains("Access is denied.", error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["rescue/step-00000003"], error.Message, StringComparison.Ordinal);
        Assert.Contains($"move that folder into '{_run.CheckpointsPath}', and run: descent resume", error.Message, StringComparison.Ordinal);
        Directory.Move(_folder["rescue/step-00000003"], _store.PathOf(3));
        Step(4);
        _state.Restore(_store.LoadNewest(out _)!);
        Assert.Equal(weights, _parameters.Values.ToArray());
    }

    [Fact]
    public void A_rescue_that_fails_too_is_told()
    {
        using Checkpointer checkpointer = Make(_ => throw new IOException("Read-only file system"));
        Step(3);
        _disk.Failure = new IOException("No space left on device");

        CheckpointException error = Assert.Throws<CheckpointException>(() => checkpointer.SaveAndWait(_state));

        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Contains("could not be saved to a temporary folder either (Read-only file system)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_save_waits_for_the_one_under_way_whose_memory_it_takes()
    {
        Step(2);
        float[] weights = _parameters.Values.ToArray();
        _disk.Gate.Reset();
        _checkpointer.Save(_state);
        Task second = Task.Run(
            () =>
            {
                Step(4);
                _checkpointer.Save(_state);
            },
            TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        _disk.Gate.Set();
        await second;
        _checkpointer.Dispose();

        Assert.Equal([4, 2], _store.Steps());
        _state.Restore(_store.Load(2));
        Assert.Equal(weights, _parameters.Values.ToArray());
    }

    [Fact]
    public void A_state_that_is_saved_already_is_not_saved_again()
    {
        Step(2);
        _checkpointer.Save(_state);
        _checkpointer.SaveAndWait(_state);
        Assert.Equal([2], _notes.Saved);

        _metrics.Write(2, 0, "test/loss", 0.5);
        _checkpointer.SaveAndWait(_state);

        Assert.Equal([2, 2], _notes.Saved);
        Assert.Equal(_metrics.Length, _store.Load(2).State["metricsLength"]!.GetValue<long>());
    }

    [Fact]
    public void Metrics_that_the_disk_has_no_room_for_are_told_and_not_vouched_for()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Step(2);
        _checkpointer.Save(_state);
        long length = _metrics.Length;
        MakeFull(_metrics);
        Step(4);

        _checkpointer.Save(_state);
        _checkpointer.Dispose();

        Assert.Contains("metrics could not be written: No space left on device", Assert.Single(_notes.Notices), StringComparison.Ordinal);
        Assert.Equal([2], _store.Steps());
        _checkpointer.SaveAndWait(_state);
        Assert.Equal(length, _store.Load(4).State["metricsLength"]!.GetValue<long>());
    }

    [Fact]
    public void A_refused_step_is_recorded()
    {
        NonFiniteException error = _checkpointer.Record(new RefusedStep(8, 1, 3, [5, 60_001], "conv1", "the output of layer conv1 is NaN."));

        Assert.Equal(_folder["run/refused-step.json"], error.ReportPath);
        Assert.Equal([5, 60_001], error.ExampleIds);
        JsonNode report = JsonNode.Parse(File.ReadAllText(error.ReportPath))!;
        Assert.Equal(8, report["step"]!.GetValue<long>());
        Assert.Equal(60_001, report["exampleIds"]![1]!.GetValue<long>());
        Assert.Equal("conv1", report["layer"]!.GetValue<string>());
    }

    [Fact]
    public void A_refused_step_that_cannot_be_recorded_is_told_all_the_same()
    {
        Directory.CreateDirectory(_folder["run/refused-step.json"]);

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => _checkpointer.Record(new RefusedStep(8, 1, 3, [5], "conv1", "the output is NaN.")));

        Assert.Contains("step 8 was refused (the output is NaN.)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_mistake_before_the_first_step()
    {
        _disk.Failure = new IOException("No space left on device");

        Assert.Throws<RunConfigurationException>(() => _checkpointer.Prepare(_state));
    }

    public void Dispose()
    {
        // A test that failed may have left a write waiting.
        _disk.Gate.Set();
        _checkpointer.Dispose();
        try
        {
            _metrics.Dispose();
        }
        catch (IOException)
        {
            // One test has filled its disk.
        }

        _optimizer.Dispose();
        _parameters.Dispose();
        _network.Dispose();
        _folder.Dispose();
    }

    private Checkpointer Make(Func<RunFolder, string> createRescueFolder) => new(new CheckpointerParts
    {
        Run = _run,
        Store = _store,
        Every = 2,
        Metrics = _metrics,
        Observers = _notes,
        CreateRescueFolder = createRescueFolder,
    });

    // An update with a gradient of its own, and a line in the log.
    private void Step(int step)
    {
        for (int i = 0; i < _parameters.Slots.Count; i++)
        {
            _parameters.Gradients.Slice(_parameters.Slots[i].Offset, _parameters.Slots[i].Length).Fill(step + (0.1f * i));
        }

        _optimizer.Update(0.01);
        _optimizer.Step = step;
        _state.Progress.Step = step;
        _metrics.Write(step, 0, "train/loss", 1.0 / step);
    }

    // Puts /dev/full in the place of the log's open file.
    private static void MakeFull(MetricsLog log)
    {
        static object Field(object owner, string name) => owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;
        log.Flush();
        using SafeFileHandle full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var handle = (SafeFileHandle)Field(Field(log, "_file"), "_handle");
        Assert.NotEqual(-1, Duplicate((int)full.DangerousGetHandle(), (int)handle.DangerousGetHandle()));
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    private sealed class Notes : ITrainingObserver
    {
        public List<long> Saved { get; } = [];

        public List<string> Notices { get; } = [];

        public void CheckpointSaved(long step) => Saved.Add(step);

        public void Noticed(string notice) => Notices.Add(notice);
    }
}
