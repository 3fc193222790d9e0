using System.Diagnostics;
using System.Globalization;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

public sealed class CheckpointKillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Checkpoints => _folder["checkpoints"];

    /// <summary>940 kills at a random operation of the disk, renames that were not synced undone at random, in one folder one after the other.</summary>
    [Fact]
    public void A_save_killed_at_any_operation_leaves_every_state_that_was_saved()
    {
        Random random = new(20261124);
        (long Step, int Revision) saved = (0, -1);
        int lost = 0;
        for (int i = 0; i < 940; i++)
        {
            FaultyDisk disk = new(random, random.Next(1, 80));
            CheckpointStore store = new(Checkpoints, 1 + (i % 3), disk);
            try
            {
                store.Prepare();
                while (true)
                {
                    (long Step, int Revision) next = saved.Revision == 0 && random.Next(2) == 0 ? (saved.Step, 1) : (saved.Step + 1, 0);
                    if (store.Save(Snapshots.Of(next.Step, next.Revision), best: Math.Max(1, next.Step - 5)) is not null)
                    {
                        saved = next;
                        break;
                    }

                    saved = next;
                }
            }
            catch (Exception e) when (e is CheckpointException or Runs.RunConfigurationException)
            {
                lost++;
            }

            Assert.True(disk.IsDead);
            saved = AssertNothingLost(saved);
        }

        Assert.InRange(lost, 500, 940);
    }

    /// <summary>60 kills of another process at a random moment.</summary>
    [Fact]
    public async Task A_process_killed_at_any_moment_leaves_every_state_that_it_told_of()
    {
        Random random = new(24112026);
        (long Step, int Revision) saved = (0, -1);
        for (int i = 0; i < 60; i++)
        {
            using Process process = SaverProcess.Start(Checkpoints);
            List<string> lines = [];
            if (i % 6 > 0)
            {
                lines.Add((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
            }

            Stopwatch wait = Stopwatch.StartNew();
            double milliseconds = random.NextDouble() * (i % 6 > 0 ? 25 : 150);
            while (wait.Elapsed.TotalMilliseconds < milliseconds)
            {
                Thread.SpinWait(50);
            }

            process.Kill();
            string rest = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            // The last line may be cut short by the kill.
            lines.AddRange(rest.Split('\n')[..^1]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(128 + 9, process.ExitCode);
            if (lines.Count > 0)
            {
                string[] words = lines[^1].Split(' ');
                saved = (long.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
            }

            if (saved.Step > 0)
            {
                saved = AssertNothingLost(saved);
            }
        }

        Assert.InRange(saved.Step, 40, long.MaxValue);
    }

    public void Dispose() => _folder.Dispose();

    // What the next process would find: the last state whose save returned, or the one whose save was cut short.
    private (long Step, int Revision) AssertNothingLost((long Step, int Revision) saved)
    {
        CheckpointStore store = new(Checkpoints, 3, FaultyDisk.Quick());
        Checkpoint? before = store.LoadNewest(out _);
        store.Prepare();
        Checkpoint? newest = store.LoadNewest(out IReadOnlyList<string> notices);
        Assert.Empty(notices);
        Assert.Equal(before?.Step, newest?.Step);
        Assert.All(Directory.GetFileSystemEntries(Checkpoints), path => Assert.StartsWith("step-", Path.GetFileName(path), StringComparison.Ordinal));
        foreach (long step in store.Steps())
        {
            Snapshots.AssertWhole(store.Load(step));
        }

        if (newest is null)
        {
            Assert.Equal(0, saved.Step);
            return saved;
        }

        (long Step, int Revision) found = (newest.Step, Snapshots.AssertWhole(newest));
        Assert.True(found.CompareTo(saved) >= 0, $"{saved} was saved and {found} was found.");
        return found;
    }
}
