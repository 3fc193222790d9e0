using Descent.Data.Datasets.Acquisition;

namespace Descent.Data.Tests.Datasets.Acquisition;

public sealed class SystemProgramTests
{
    [Fact]
    public async Task Runs_a_program_in_a_folder_and_tells_how_it_ended()
    {
        using TemporaryFolder folder = new();

        ProgramOutcome outcome = await SystemProgram.RunAsync("sh", ["-c", "pwd; echo sorry >&2; exit 3"], folder.Path, CancellationToken.None);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal($"{folder.Path}\nsorry\n", outcome.Output);
    }

    [Fact]
    public async Task Says_that_a_program_is_not_there()
    {
        PlaceException e = await Assert.ThrowsAsync<PlaceException>(() => SystemProgram.RunAsync("no-such-program", [], "/", CancellationToken.None));

        Assert.Equal("no-such-program is not on this machine", e.Message);
    }

    [Fact]
    public async Task Ends_a_program_that_is_cancelled()
    {
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SystemProgram.RunAsync("sleep", ["60"], "/", cancellation.Token));
    }
}
