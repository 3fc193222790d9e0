using System.Diagnostics;
using System.Runtime.InteropServices;
using Descent.Training.Collectives;

namespace Descent.Distributed.Mpi;

/// <summary>Signs of life around a ring: each rank's own thread sends them to the next rank and watches those of the rank before.</summary>
/// <remarks>
/// A stopped process sends nothing, however it was stopped and whichever host it is on, and some rank that lives watches it, unless all are stopped.
/// A rank that was itself stopped for a while accuses nobody: silence is counted in its own turns. A sign says how all are, as far as its sender knows,
/// so that a rank that waits for one that has ended hears of it, wherever in the ring that is.
/// </remarks>
internal sealed unsafe class MpiHeartbeat
{
    private const int Tag = 0;
    private static readonly TimeSpan LastTurns = TimeSpan.FromMilliseconds(1);

    private readonly MpiSession _session;
    private readonly nint _comm;
    private readonly string[] _hosts;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _turn;
    private readonly object _wake = new();
    private readonly Thread _thread;
    private readonly int* _messages; // how each rank is, as it is sent; then as it is received
    private nint _send;
    private nint _receive;
    private int _with; // the rank that the call under way is with
    private volatile Life _mine = Life.Works;
    private readonly Life[] _known; // of each rank

    public MpiHeartbeat(MpiSession session, nint comm, string[] hosts, TimeSpan silence)
    {
        (_session, _comm, _hosts, _silence, _turn) = (session, comm, hosts, silence, silence / 12);
        _messages = (int*)NativeMemory.AllocZeroed(2 * (nuint)session.Size, sizeof(int));
        _known = new Life[session.Size];
        (Before, After) = ((session.Rank + session.Size - 1) % session.Size, (session.Rank + 1) % session.Size);
        _thread = new Thread(Run)
        {
            IsBackground = true,
            Name = "signs of life",
        };
        _thread.Start();
    }

    private enum Life
    {
        Works,
        Ended,
        Last,
    }

    // The rank that is watched.
    private int Before { get; }

    // The rank that watches this one.
    private int After { get; }

    private Life Theirs => _known[Before];

    /// <summary>Tells the next rank that this one has nothing more to do, but lives.</summary>
    public void TellEnd() => _mine = Life.Ended;

    /// <summary>Stops, once every rank has told its end; afterwards nothing is under way.</summary>
    public void Stop()
    {
        lock (_wake)
        {
            _mine = Life.Last;
            Monitor.Pulse(_wake);
        }

        _thread.Join();
    }

    private void Run()
    {
        try
        {
            Watch();
        }
        catch (CollectiveException e)
        {
            _session.Fail(_with, _hosts[_with], e.Message);
        }
    }

    private void Watch()
    {
        Receive();
        bool sentLast = false;
        long turnBegan = Stopwatch.GetTimestamp();
        TimeSpan silent = TimeSpan.Zero, ended = TimeSpan.Zero;
        long waited = 0;
        while (!(sentLast && _send == 0 && Theirs == Life.Last))
        {
            if (_send == 0 && !sentLast)
            {
                Life mine = _mine;
                Send(mine);
                sentLast = mine == Life.Last;
            }

            Pause();
            TimeSpan turn = Stopwatch.GetElapsedTime(turnBegan);
            turnBegan = Stopwatch.GetTimestamp();
            // However long this turn took, it is one.
            turn = turn < _turn ? turn : _turn;
            silent += turn;
            if (_send != 0)
            {
                Done(ref _send, After);
            }

            while (Theirs != Life.Last && Done(ref _receive, Before))
            {
                silent = TimeSpan.Zero;
                Take();
                if (Theirs != Life.Last)
                {
                    Receive();
                }
            }

            long waits = _session.Waits;
            int gone = _mine == Life.Works ? _session.Awaited.FirstOrDefault(rank => _known[rank] != Life.Works, -1) : -1;
            ended = gone >= 0 && waits == waited ? ended + turn : TimeSpan.Zero;
            waited = waits;
            if (silent > _silence && Theirs != Life.Last)
            {
                _session.Fail(Before, _hosts[Before], $"no sign of life for {_silence.TotalSeconds:0.#} s, so it is stopped, frozen or cut off.");
            }
            else if (ended > _silence)
            {
                _session.Fail(gone, _hosts[gone], "it has ended, but this rank still waits for it.");
            }
        }
    }

    // Short turns at the end, when every rank waits for the others' last signs.
    private void Pause()
    {
        lock (_wake)
        {
            Monitor.Wait(_wake, _mine == Life.Last ? LastTurns : _turn);
        }
    }

    private void Send(Life life)
    {
        _with = After;
        _known[_session.Rank] = life;
        for (int rank = 0; rank < _known.Length; rank++)
        {
            _messages[rank] = (int)_known[rank];
        }

        fixed (nint* request = &_send)
        {
            _session.EnterAside();
            _session.Leave(_session.Mpi.Isend(_messages, _known.Length, _session.Library.Abi.Int32, After, Tag, _comm, request), "MPI_Isend");
        }
    }

    private void Receive()
    {
        _with = Before;
        fixed (nint* request = &_receive)
        {
            _session.EnterAside();
            _session.Leave(_session.Mpi.Irecv(_messages + _known.Length, _known.Length, _session.Library.Abi.Int32, Before, Tag, _comm, request), "MPI_Irecv");
        }
    }

    // Each is as its latest sign says, which is the furthest that any says.
    private void Take()
    {
        for (int rank = 0; rank < _known.Length; rank++)
        {
            _known[rank] = (Life)Math.Max((int)_known[rank], _messages[_known.Length + rank]);
        }
    }

    private bool Done(ref nint pending, int with)
    {
        _with = with;
        byte* status = stackalloc byte[MpiAbi.StatusBytes];
        int done;
        fixed (nint* request = &pending)
        {
            _session.EnterAside();
            _session.Leave(_session.Mpi.Test(request, &done, status), "MPI_Test");
        }

        if (done != 0)
        {
            pending = 0;
        }

        return done != 0;
    }
}
