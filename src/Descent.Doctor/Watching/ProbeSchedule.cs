namespace Descent.Doctor.Watching;

/// <summary>When to look: in the first step, then as often as the share of the time that the doctor may take allows, and no more often than findings need.</summary>
/// <param name="level">How closely to look.</param>
/// <param name="clock">The clock that says what looking took.</param>
internal sealed class ProbeSchedule(DoctorLevel level, TimeProvider clock)
{
    // A fiftieth is promised; the rest is for looks that take longer than those before them, and for what the steps after them find gone from the caches.
    private const double Share = 0.008;
    private const int DeepEvery = 10;

    // Two gradients in so many steps are a fifth of a percent of the time.
    private const int CurvatureEvery = 1000;

    // The first look pays for the runtime's compiling; without this there would be no second for long.
    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(10);
    private long _start;
    private long _next = 1;
    private long _nextCurvature = CurvatureEvery;
    private TimeSpan _spent;
    private bool _isFirst = true;

    /// <summary>How closely to look.</summary>
    public DoctorLevel Level => level;

    /// <summary>The share of the time since the first step that looking has taken, the first look left out.</summary>
    public double SpentShare => _spent / Elapsed;

    private TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>Whether to look at a step.</summary>
    public bool IsDue(long step)
    {
        if (_start == 0)
        {
            _start = clock.GetTimestamp();
            _next = step;
        }

        return level == DoctorLevel.Deep ? step % DeepEvery == 0 || step == _next
            : step >= _next && (_isFirst || _spent <= Allowance + (Elapsed * Share));
    }

    /// <summary>Whether a look that is due may take two gradients more; asked once for each look.</summary>
    public bool IsCurvatureDue(long step)
    {
        if (level != DoctorLevel.Deep && step < _nextCurvature)
        {
            return false;
        }

        _nextCurvature = step + CurvatureEvery;
        return true;
    }

    /// <summary>A look at a step is over.</summary>
    /// <param name="step">The step.</param>
    /// <param name="took">What it took.</param>
    public void Looked(long step, TimeSpan took)
    {
        // Points that lie a hundredth of the run so far apart are as good as all of them, and a long run's file stays small.
        _next = step + Math.Max(1, step / 100);
        if (!_isFirst)
        {
            _spent += took;
        }

        _isFirst = false;
    }

    /// <summary>Time that was spent at a step that was not looked at.</summary>
    public void Spend(TimeSpan took) => _spent += took;
}
