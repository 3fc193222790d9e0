using System.Reflection;
using Descent.Distributed.Launching;
using Descent.Runs;

namespace Descent.Distributed;

/// <summary>Many processes from within one program.</summary>
public static class Ranks
{
    private static readonly Lock CallLock = new();
    private static int _calls;
    private static bool _isRank;

    /// <summary>
    /// Starts this program again as <paramref name="count"/> ranks on this host, each of which does <paramref name="work"/> and ends; returns when all have.
    /// Code before this call runs in every rank too, earlier calls of it excepted: keep there what each needs and what harms nobody twice.
    /// </summary>
    /// <remarks>
    /// In a program that mpirun, srun or the like has started, this process is a rank already and does the work itself. One rank needs no MPI and is this process.
    /// What ranks write goes to this program's own output.
    /// </remarks>
    /// <param name="count">How many; 1 or more.</param>
    /// <param name="work">What each does.</param>
    /// <param name="options">Threads and kind of MPI; the number of ranks in it is replaced.</param>
    /// <exception cref="SpawnException">A rank failed: the first one that did.</exception>
    /// <exception cref="RunConfigurationException">The options contradict each other, or no mpirun is found.</exception>
    /// <exception cref="InvalidOperationException">It is called within a rank's work, or on another number of ranks than this program was started with.</exception>
    public static void Spawn(int count, Action<Rank> work, LaunchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int call = NextCall();
        if (Environment.GetEnvironmentVariable(LaunchVariables.Spawn) is { Length: > 0 } asked)
        {
            if (asked == $"{call}")
            {
                EndAsRank(work);
            }

            return; // The parent has done this one already.
        }

        RankPlace place = RankPlace.Find(Environment.GetEnvironmentVariable) ?? new RankPlace(0, 1, 0, "");
        if (place.Size > 1 || count == 1)
        {
            WorkHere(count, work, place);
        }
        else
        {
            Start(call, (options ?? new LaunchOptions()) with { Ranks = count });
        }
    }

    private static int NextCall()
    {
        lock (CallLock)
        {
            return _isRank
                ? throw new InvalidOperationException("Spawn was called within the work of a rank. Start all ranks with one call.")
                : ++_calls;
        }
    }

    private static void EndAsRank(Action<Rank> work)
    {
        LaunchedRank launched = LaunchedRank.Find() ?? throw new InvalidOperationException($"{LaunchVariables.Spawn} is set, but no mpirun has started this process. Unset it.");
        _isRank = true;
        int code = 0;
        try
        {
            using Rank rank = new(launched.Place);
            work(rank);
        }
        catch (Exception e)
        {
            launched.Fail(e, e.ToString(), code = 1);
        }

        launched.End();
        Environment.Exit(code);
    }

    private static void WorkHere(int count, Action<Rank> work, RankPlace place)
    {
        if (place.Size != count)
        {
            throw new InvalidOperationException($"Spawn({count}) in a program that {place.Launcher} started as {place.Size} ranks. Start it as {count}, or by itself.");
        }

        _isRank = true;
        try
        {
            using Rank rank = new(place);
            work(rank);
        }
        finally
        {
            _isRank = false;
        }
    }

    private static void Start(int call, LaunchOptions options)
    {
        if (options.FindMistakes() is { Count: > 0 } mistakes)
        {
            throw new RunConfigurationException(mistakes);
        }

        Mpirun mpirun = Mpirun.Find(options.Vendor);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("descent-ranks-");
        try
        {
            RankLaunch launch = new(mpirun, options, Environment.ProcessPath!, Words(), folder.FullName)
            {
                Variables = new Dictionary<string, string> { [LaunchVariables.Spawn] = $"{call}" },
            };
            LaunchEnd end = launch.Run(Console.OpenStandardOutput(), Console.OpenStandardError());
            if (end.ExitCode != 0)
            {
                throw new SpawnException(end.Failures is [var first, ..]
                    ? first
                    : new RankFailure(0, Environment.MachineName, "", $"mpirun ended with code {end.ExitCode}. {end.MpirunSaid}", "", "", end.ExitCode, default, false));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // 'dotnet program.dll' is two words of which the arguments hold only the second; a program's own file is none of them.
    private static string[] Words()
    {
        string[] words = Environment.GetCommandLineArgs();
        bool isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        return isHost ? [Assembly.GetEntryAssembly()!.Location, .. words[1..]] : words[1..];
    }
}
