using System.Text.Json.Nodes;
using Descent.Runs;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests()
    {
        _store = new CheckpointStore(_folder["checkpoints"], 2, Disk.Real);
        _store.Prepare();
    }

    [Fact]
    public void A_saved_state_is_loaded()
    {
        Assert.Null(_store.Save(Snapshots.Of(4690), null));

        Checkpoint checkpoint = _store.LoadNewest(out IReadOnlyList<string> notices)!;

        Assert.Equal(4690, checkpoint.Step);
        Assert.Equal(_folder["checkpoints/step-00004690"], checkpoint.Path);
        Snapshots.AssertWhole(checkpoint);
        Assert.Empty(notices);
        Assert.Equal(
            ["SHA256SUMS", "state.json", "training.safetensors", "weights.safetensors"],
            Directory.GetFiles(checkpoint.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_state_says_its_format_first()
    {
        _store.Save(Snapshots.Of(1), null);

        Assert.StartsWith("{\n  \"format\": 1,\n  \"step\": 1,", File.ReadAllText(_folder["checkpoints/step-00000001/state.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_checkpoints_has_none()
    {
        Assert.Null(_store.LoadNewest(out _));
        Assert.Empty(new CheckpointStore(_folder["none"], 1, Disk.Real).Steps());
        Assert.Throws<CheckpointException>(() => _store.Load(1));
    }

    [Fact]
    public void Keeps_the_newest_and_the_best()
    {
        for (long step = 1; step <= 5; step++)
        {
            _store.Save(Snapshots.Of(step), best: 2);
        }

        Assert.Equal([5, 4, 2], _store.Steps());

        _store.Save(Snapshots.Of(6), best: 5);

        Assert.Equal([6, 5], _store.Steps());
    }

    [Fact]
    public void A_step_that_is_saved_again_is_replaced()
    {
        _store.Save(Snapshots.Of(1), null);
        _store.Save(Snapshots.Of(1, revision: 1), null);

        Assert.Equal(1, Snapshots.AssertWhole(_store.LoadNewest(out _)!));
        Assert.Equal([_folder["checkpoints/step-00000001"]], Directory.GetFileSystemEntries(_folder["checkpoints"]));
    }

    [Fact]
    public void Later_steps_of_a_course_given_up_are_deleted()
    {
        _store.Save(Snapshots.Of(10), null);
        _store.Save(Snapshots.Of(20), null);

        _store.Save(Snapshots.Of(15), null);

        Assert.Equal([15, 10], _store.Steps());
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_and_told()
    {
        _store.Save(Snapshots.Of(1), null);
        _store.Save(Snapshots.Of(2), null);
        File.AppendAllText(_folder["checkpoints/step-00000002/state.json"], " ");

        Checkpoint checkpoint = _store.LoadNewest(out IReadOnlyList<string> notices)!;

        Assert.Equal(1, checkpoint.Step);
        string notice = Assert.Single(notices);
        Assert.Contains(_folder["checkpoints/step-00000002/state.json"], notice, StringComparison.Ordinal);
        Assert.Contains("it is damaged: its SHA-256 is", notice, StringComparison.Ordinal);
        Assert.EndsWith("The checkpoint of step 1 is used instead.", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void When_all_are_damaged_each_is_named()
    {
        _store.Save(Snapshots.Of(1), null);
        _store.Save(Snapshots.Of(2), null);
        File.Delete(_folder["checkpoints/step-00000001/weights.safetensors"]);
        File.Delete(_folder["checkpoints/step-00000002/SHA256SUMS"]);

        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => _store.LoadNewest(out _)).Mistakes);

        Assert.Equal($"No checkpoint in '{_folder["checkpoints"]}' can be used.", mistake.What);
        Assert.Contains("step-00000001/weights.safetensors': it cannot be read", mistake.Received, StringComparison.Ordinal);
        Assert.Contains("step-00000002/SHA256SUMS': it is missing", mistake.Received, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_an_error_and_not_passed_over()
    {
        _store.Save(Snapshots.Of(1), null);
        _store.Save(Snapshots.Of(2), null);
        string folder = _folder["checkpoints/step-00000002"];
        JsonObject state = (JsonObject)JsonNode.Parse(File.ReadAllText($"{folder}/state.json"))!;
        state["format"] = CheckpointFiles.NewestFormat + 1;
        Rewrite(folder, state.ToJsonString());

        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => _store.LoadNewest(out _)).Mistakes);

        Assert.Equal("format 3", mistake.Received);
        Assert.Contains("Update Descent", mistake.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "no format number")]
    [InlineData("{\"format\":\"1\"}", "no format number")]
    [InlineData("[1]", "no JSON")]
    [InlineData("null", "no format number")]
    public void A_state_that_is_no_state_is_refused(string text, string what)
    {
        _store.Save(Snapshots.Of(1), null);
        Rewrite(_folder["checkpoints/step-00000001"], text);

        Assert.Contains(what, Assert.Throws<CheckpointException>(() => _store.Load(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_whose_replacement_was_cut_short_is_found_before_and_after_recovery()
    {
        _store.Save(Snapshots.Of(1), null);
        Directory.Move(_store.PathOf(1), _folder["checkpoints/.step-00000001.replaced"]);

        Snapshots.AssertWhole(_store.LoadNewest(out _)!);
        _store.Prepare();

        Assert.Equal(_store.PathOf(1), _store.LoadNewest(out _)!.Path);
    }

    [Fact]
    public void Leftovers_are_removed_and_other_things_left_alone()
    {
        _store.Save(Snapshots.Of(1), null);
        foreach (string name in new[] { ".step-00000002.tmp", ".step-00000000.trash", ".step-00000001.replaced", ".mine", ".replaced", ".tmp", "notes", "step-x" })
        {
            Directory.CreateDirectory(_folder[$"checkpoints/{name}"]);
        }

        Directory.Move(_folder["checkpoints/step-00000001"], _folder["checkpoints/.step-00000005.replaced"]);
        Directory.CreateDirectory(_folder["checkpoints/step-00000001"]);

        _store.Prepare();

        Assert.Equal(
            [".mine", ".replaced", ".tmp", "notes", "step-00000001", "step-00000005", "step-x"],
            Directory.GetDirectories(_folder["checkpoints"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(5, _store.LoadNewest(out _)!.Step);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_mistake_before_the_first_step()
    {
        File.WriteAllText(_folder["file"], "");

        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(
            () => new CheckpointStore(_folder["file/checkpoints"], 1, Disk.Real).Prepare()).Mistakes);

        Assert.Contains("cannot be written", mistake.What, StringComparison.Ordinal);
        Assert.Contains("--output", mistake.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_or_full_disk_is_a_mistake_before_the_first_step()
    {
        foreach (Exception failure in new Exception[] { new UnauthorizedAccessException("Access is denied."), new IOException("No space left on device") })
        {
            FullDisk disk = new() { Failure = failure };

            Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(
                () => new CheckpointStore(_folder["other"], 1, disk).Prepare()).Mistakes);

            Assert.Equal(failure.Message, mistake.Received);
        }
    }

    [Fact]
    public void A_full_disk_leaves_the_checkpoints_before_it_and_nothing_else()
    {
        FullDisk disk = new();
        CheckpointStore store = new(_store.Folder, 2, disk);
        store.Save(Snapshots.Of(1), null);
        disk.Failure = new IOException("No space left on device");

        CheckpointException error = Assert.Throws<CheckpointException>(() => store.Save(Snapshots.Of(2), null));
        Assert.Throws<CheckpointException>(() => store.Save(Snapshots.Of(1, revision: 1), null));

        Assert.Contains("step-00000002': the checkpoint could not be written: No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal([_folder["checkpoints/step-00000001"]], Directory.GetFileSystemEntries(_folder["checkpoints"]));
        Assert.Equal(0, Snapshots.AssertWhole(store.LoadNewest(out _)!));

        disk.Failure = null;
        store.Save(Snapshots.Of(2), null);
        Assert.Equal([2, 1], store.Steps());
    }

    [Fact]
    public void The_kernel_says_that_a_device_is_full()
    {
        if (OperatingSystem.IsLinux())
        {
            CheckpointStore store = new(_store.Folder, 2, new FullDisk { Device = "/dev/full" });

            Assert.Contains("No space left on device", Assert.Throws<CheckpointException>(() => store.Save(Snapshots.Of(1), null)).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(_store.Folder));
        }
    }

    [Fact]
    public void A_folder_that_was_taken_away_is_not_made_again()
    {
        Directory.Delete(_store.Folder);

        Assert.Contains("is missing", Assert.Throws<CheckpointException>(() => _store.Save(Snapshots.Of(1), null)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_store.Folder));
    }

    [Fact]
    public void An_old_checkpoint_that_cannot_be_deleted_is_told_and_the_new_one_is_saved()
    {
        FullDisk disk = new();
        CheckpointStore store = new(_store.Folder, 1, disk);
        store.Save(Snapshots.Of(1), null);
        disk.DeleteFailure = new IOException("Device or resource busy");

        CheckpointException? failure = store.Save(Snapshots.Of(2), null);

        Assert.Contains("an old checkpoint could not be deleted: Device or resource busy", failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2, store.LoadNewest(out _)!.Step);
    }

    public void Dispose() => _folder.Dispose();

    private static void Rewrite(string folder, string state)
    {
        File.WriteAllText(Path.Combine(folder, "state.json"), state);
        Dictionary<string, string> digests = new(DigestFile.Read(folder))
        {
            ["state.json"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "state.json")))),
        };
        File.WriteAllBytes(Path.Combine(folder, DigestFile.Name), DigestFile.Format(digests));
    }
}
