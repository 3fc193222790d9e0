using Descent.Distributed.Launching;

namespace Descent.Distributed.Tests.Launching;

public sealed class MpirunVerdictTests
{
    private static readonly RankProcess Lost = new(1, "vm", 4711);

    [Theory]
    [InlineData("mpirun noticed that process rank 1 with PID 0 on node vm exited on signal 9 (Killed).", 137, "signal 9 (SIGKILL")]
    [InlineData("  Process name: [[30459,1],1]\n  Exit code:    7\n", 7, "code 7")]
    [InlineData("=   PID 4711 RUNNING AT vm\n=   EXIT CODE: 9\n=\nYOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)\n", 137, "signal 9 (SIGKILL")]
    [InlineData("=   PID 4711 RUNNING AT vm\n=   EXIT CODE: 7\n=\n", 7, "code 7")]
    [InlineData("=   PID 4710 RUNNING AT vm\n=   EXIT CODE: 7\n=\n", 1, "without saying why")]
    public void The_rank_is_read_from_what_mpirun_says(string said, int code, string message)
    {
        RankFailure failure = MpirunVerdict.Read(said, [Lost], default)!;

        Assert.Equal((1, "vm", code), (failure.Rank, failure.Host, failure.ExitCode));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=   PID 1 RUNNING AT elsewhere\n=   EXIT CODE: 7\n")]
    public void Nothing_is_made_up(string said) => Assert.Null(MpirunVerdict.Read(said, [], default));
}
