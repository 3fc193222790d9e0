using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>A part of the base rate throughout; for forks, never saved.</summary>
/// <param name="Share">The part.</param>
internal sealed record FixedSchedule(double Share) : Schedule
{
    public override bool NeedsLength => false;

    public override double Factor(long step, RunLength length) => Share;

    public override IReadOnlyList<Mistake> FindMistakes() => [];
}
