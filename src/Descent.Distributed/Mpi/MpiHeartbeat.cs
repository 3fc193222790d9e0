using System.Diagnostics;
using System.Runtime.InteropServices;
using Descent.Training.Collectives;

namespace Descent.Distributed.Mpi;

/// <summary>Signs of life around a ring: each rank's own thread sends them to the next rank and watches those of the rank before.</summary>
/// <remarks>
/// A stopped process sends nothing, however it was stopped and whichever host it is on, and some rank that lives watches it, unless all are stopped.
/// A rank that was itself stopped for a while accuses nobody: silence is counted in its own turns.
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
    private readonly int* _messages; // what is sent, what is received
    private nint _send;
    private nint _receive;
    private int _with; // the rank that the call under way is with
    private volatile Life _mine = Life.Works;
    private Life _theirs = Life.Works;

    public MpiHeartbeat(MpiSession session, nint comm, string[] hosts, TimeSpan silence)
    {
        (_session, _comm, _hosts, _silence, _turn) = (session, comm, hosts, silence, silence / 12);
        _messages = (int*)NativeMemory.AllocZeroed(2, sizeof(int));
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
        while (!(sentLast && _send == 0 && _theirs == Life.Last))
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

            while (_theirs != Life.Last && Done(ref _receive, Before))
            {
                silent = TimeSpan.Zero;
                _theirs = (Life)_messages[1];
                if (_theirs != Life.Last)
                {
                    Receive();
                }
            }

            long waits = _session.WaitsForEveryone;
            ended = _theirs == Life.Ended && _mine == Life.Works && waits != 0 && waits == waited ? ended + turn : TimeSpan.Zero;
            waited = waits;
            if (silent > _silence && _theirs != Life.Last)
            {
                _session.Fail(Before, _hosts[Before], $"no sign of life for {_silence.TotalSeconds:0.#} s, so it is stopped, frozen or cut off.");
            }
            else if (ended > _silence)
            {
                _session.Fail(Before, _hosts[Before], "it has ended, but this rank still waits for it.");
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
        (_messages[0], _with) = ((int)life, After);
        fixed (nint* request = &_send)
        {
            _session.EnterAside();
            _session.Leave(_session.Mpi.Isend(_messages, 1, _session.Library.Abi.Int32, After, Tag, _comm, request), "MPI_Isend");
        }
    }

    private void Receive()
    {
        _with = Before;
        fixed (nint* request = &_receive)
        {
            _session.EnterAside();
            _session.Leave(_session.Mpi.Irecv(_messages + 1, 1, _session.Library.Abi.Int32, Before, Tag, _comm, request), "MPI_Irecv");
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
