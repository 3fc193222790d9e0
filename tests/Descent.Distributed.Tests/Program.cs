using Descent.Distributed.Tests.Mpi;

namespace Descent.Distributed.Tests;

/// <summary>The tests, or one rank of a test that mpirun starts: "rank" and what it does.</summary>
internal static class Program
{
    public static Task<int> Main(string[] arguments) =>
        arguments is ["rank", .. var what] ? Task.FromResult(RankProgram.Run(what)) : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments);
}
