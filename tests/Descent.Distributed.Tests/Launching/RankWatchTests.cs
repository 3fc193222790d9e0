using System.Diagnostics;
using Descent.Distributed.Launching;

namespace Descent.Distributed.Tests.Launching;

public sealed class RankWatchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-").FullName;

    [Fact]
    public async Task One_that_wrote_its_note_and_ended_while_another_was_watched_is_seen_beside_it()
    {
        using RankWatch watch = new(_folder);
        using Process first = Sleeper();
        Note(0, first);
        Task<IReadOnlyList<RankProcess>> lost = Task.Run(() => watch.Wait(TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
        // Time for the watch to begin; whether it has or not, it must see both.
        await Task.Delay(300, TestContext.Current.CancellationToken);

        using Process second = Sleeper();
        second.Kill();
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Note(1, second);
        first.Kill();

        Assert.Contains(1, (await lost).Select(process => process.Rank));
    }

    [Fact]
    public async Task One_that_took_its_note_away_is_not_lost()
    {
        using RankWatch watch = new(_folder);
        using Process process = Sleeper();
        RankProcess note = Note(0, process);
        Assert.Empty(watch.Wait(TimeSpan.Zero));

        note.Delete(_folder);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Empty(watch.Wait(TimeSpan.FromSeconds(30)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Process Sleeper() => Process.Start("sleep", ["60"]);

    private RankProcess Note(int rank, Process process)
    {
        RankProcess note = new(rank, Environment.MachineName, process.Id);
        note.Write(_folder);
        return note;
    }
}
