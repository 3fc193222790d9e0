using System.Diagnostics;
using System.Text;
using Descent.Distributed.Launching;
using Descent.Training.Collectives;

namespace Descent.Distributed.Mpi;

/// <summary>MPI in this process, from its start to its end: one thread in it at a time, every return code looked at, failures known to all who wait.</summary>
internal sealed unsafe class MpiSession
{
    private const string Computation = "computation";

    // MPICH's launcher may lose what a rank wrote just before it aborts.
    private static readonly TimeSpan UntilTold = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private volatile string _operation = Computation; // the last that was entered
    private volatile string? _waiting; // the one that is waited for
    private volatile CollectiveException? _failure;
    private volatile int[] _awaited = [];
    private long _waits;
    private int _ending;

    /// <summary>Starts MPI, in a process that a launcher placed.</summary>
    /// <exception cref="CollectiveException">MPI does not start, or sees other ranks than the launcher.</exception>
    public MpiSession(MpiLibrary library, RankPlace place)
    {
        Library = library;
        Mpi = library.Functions;
        int provided, rank, size;
        MpiLibrary.Tune(place.Size);
        Check(Mpi.InitThread(0, 0, MpiAbi.ThreadSerialized, &provided), "MPI_Init_thread");
        Check(Mpi.CommSetErrhandler(library.Abi.World, library.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        Check(Mpi.CommRank(library.Abi.World, &rank), "MPI_Comm_rank");
        Check(Mpi.CommSize(library.Abi.World, &size), "MPI_Comm_size");
        (Rank, Size, Host) = (rank, size, ProcessorName());
        if (provided < MpiAbi.ThreadSerialized)
        {
            throw new CollectiveException("Join", 0, $"{library} was built without threads (MPI_THREAD_SERIALIZED). Install another build.");
        }

        if ((rank, size) != (place.Rank, place.Size))
        {
            throw new CollectiveException("Join", 0,
                $"{place.Launcher} started this process as rank {place.Rank} of {place.Size}, but {library} sees rank {rank} of {size}. Start the ranks with the mpirun of {library.Vendor}, or name the other library in DESCENT_MPI.");
        }
    }

    /// <summary>The library that was started.</summary>
    public MpiLibrary Library { get; }

    /// <summary>Its calls, to be made between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    public MpiFunctions Mpi { get; }

    /// <summary>This process's rank among all.</summary>
    public int Rank { get; }

    /// <summary>How many ranks there are in all.</summary>
    public int Size { get; }

    /// <summary>The host that this process runs on.</summary>
    public string Host { get; }

    /// <summary>The step that is under way.</summary>
    public long Step { get; set; }

    /// <summary>The ranks among all that the call under way waits for; empty while it waits for nobody.</summary>
    public IReadOnlyList<int> Awaited => _awaited;

    /// <summary>How many waits have begun.</summary>
    public long Waits => Interlocked.Read(ref _waits);

    /// <summary>Takes MPI for a call.</summary>
    /// <exception cref="CollectiveException">The ranks failed before.</exception>
    public void Enter(string operation)
    {
        _gate.Enter();
        if (_failure is { } failure)
        {
            _gate.Exit();
            throw failure;
        }

        _operation = operation;
    }

    /// <summary>Takes MPI for a call that has no sense once the ranks failed.</summary>
    public bool TryEnter()
    {
        _gate.Enter();
        if (_failure is null)
        {
            return true;
        }

        _gate.Exit();
        return false;
    }

    /// <summary>Takes MPI for a call of the watching thread, which no failure stops and no message names.</summary>
    public void EnterAside() => _gate.Enter();

    /// <summary>Gives MPI back after a call.</summary>
    /// <exception cref="CollectiveException">The call returned an error.</exception>
    public void Leave(int code, string call)
    {
        _gate.Exit();
        Check(code, call);
    }

    /// <summary>Whether a request is done; lets MPI make progress.</summary>
    public bool Test(nint* request, string operation, void* status)
    {
        int done;
        Enter(operation);
        Leave(Mpi.Test(request, &done, status), "MPI_Test");
        return done != 0;
    }

    /// <summary>Returns when a request is done.</summary>
    /// <param name="request">The request.</param>
    /// <param name="operation">What it is part of.</param>
    /// <param name="awaited">The ranks among all that it needs.</param>
    /// <param name="status">Where its status goes, <see cref="MpiAbi.StatusBytes"/> long; null for nowhere.</param>
    public void Wait(nint* request, string operation, int[] awaited, void* status = null)
    {
        byte* unused = stackalloc byte[MpiAbi.StatusBytes];
        Backoff backoff = default;
        _waiting = operation;
        Interlocked.Increment(ref _waits);
        _awaited = awaited;
        try
        {
            while (!Test(request, operation, status is null ? unused : status))
            {
                backoff.Pause();
            }
        }
        finally
        {
            _awaited = [];
            _waiting = null;
        }
    }

    /// <summary>Called by the watching thread when a rank failed: says so, wakes who waits with the exception, and ends all ranks soon after.</summary>
    public void Fail(int rank, string host, string reason)
    {
        RankFailedException failure = new(rank, host, _waiting ?? Computation, Step, reason);
        // Said first: who is woken by it may end all ranks at once.
        Say(failure.Message);
        _failure = failure;
        // Long enough for this program to write down what it knows; the others wait for nothing else.
        Thread.Sleep(Patience);
        Abort(ExitCode());
    }

    /// <summary>Called when this rank cannot go on: says why and ends all ranks, this one included.</summary>
    public void Fail(Exception reason, bool withTrace)
    {
        // A peer's failure has been told already.
        if (_failure is null)
        {
            Say($"Rank {Rank} on {Host} failed during {_waiting ?? Computation} of step {Step}: {(withTrace ? reason.ToString() : reason.Message)}");
            Thread.Sleep(UntilTold);
        }

        Abort(ExitCode());
    }

    /// <summary>Ends all ranks, this one included. A stopped rank gets its SIGKILL from the launcher.</summary>
    public void Abort(int code)
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0)
        {
            Thread.Sleep(Timeout.Infinite);
        }

        // If MPI itself hangs, the launcher still sees this process die, and ends the others.
        Thread watchdog = new(() =>
        {
            Thread.Sleep(3 * Patience);
            Kill();
        })
        {
            IsBackground = true,
        };
        watchdog.Start();
        // The thread that holds MPI may never come out of it again.
        _ = _gate.TryEnter(Patience);
        _ = Mpi.Abort(Library.Abi.World, code);
        Kill();
    }

    /// <summary>Ends MPI at the end of the process; ends all ranks instead where this one did not end well.</summary>
    /// <param name="leave">Returns when all other ranks are at their end too.</param>
    public void End(Action leave)
    {
        if (Volatile.Read(ref _ending) != 0)
        {
            return;
        }

        if (_failure is not null || Environment.ExitCode != 0)
        {
            Abort(ExitCode());
        }

        try
        {
            leave();
            Enter("the end");
            Leave(Mpi.Finalize(), "MPI_Finalize");
        }
        catch (CollectiveException e)
        {
            Fail(e, withTrace: false);
        }
    }

    private static int ExitCode() => Environment.ExitCode == 0 ? 1 : Environment.ExitCode;

    private static void Say(string line) => Console.Error.WriteLine(line);

    private static void Kill()
    {
        using Process self = Process.GetCurrentProcess();
        self.Kill();
    }

    private string ProcessorName()
    {
        byte* text = stackalloc byte[MpiAbi.TextBytes];
        int length;
        Check(Mpi.GetProcessorName(text, &length), "MPI_Get_processor_name");
        return Encoding.UTF8.GetString(text, length);
    }

    private void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new CollectiveException(_operation, Step, $"{Library.Vendor} {Library.Version} failed in {call} during {_operation} of step {Step}: {ErrorText(code)}.");
        }
    }

    // Of MPICH's text the first line is for people.
    private string ErrorText(int code)
    {
        byte* text = stackalloc byte[MpiAbi.TextBytes];
        int length = 0;
        return Mpi.ErrorString(code, text, &length) == 0 ? Encoding.UTF8.GetString(text, length).Split('\n')[0].Replace(", error stack:", "", StringComparison.Ordinal) : $"error {code}";
    }
}
