using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Descent.Distributed.Mpi;

/// <summary>Pauses between two looks at a request: none at first, then the core is offered to others, then short sleeps.</summary>
internal partial struct Backoff
{
    private const int SleepMicroseconds = 50;

    // A message through shared memory takes less than the first, a rank that computes on this core is worth the second.
    private static readonly long SpinTicks = Stopwatch.Frequency / 50_000; // 20 µs
    private static readonly long YieldTicks = Stopwatch.Frequency / 1_000; // 1 ms
    private long _start;

    /// <summary>Returns when it is time to look again.</summary>
    public void Pause()
    {
        long now = Stopwatch.GetTimestamp();
        if (_start == 0)
        {
            _start = now;
        }

        if (now - _start > YieldTicks)
        {
            _ = Sleep(SleepMicroseconds);
        }
        else if (now - _start > SpinTicks)
        {
            _ = Thread.Yield();
        }
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);
}
