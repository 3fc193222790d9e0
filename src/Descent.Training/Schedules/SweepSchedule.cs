using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>A rate that rises by the same factor each step, from one to another (Smith 2017, "Cyclical learning rates"); for forks, never saved.</summary>
/// <param name="FirstStep">The step that it begins at.</param>
/// <param name="Steps">Steps to the other.</param>
/// <param name="Low">The share of the base rate that it begins with.</param>
/// <param name="High">The share that it ends with.</param>
internal sealed record SweepSchedule(long FirstStep, int Steps, double Low, double High) : Schedule
{
    public override bool NeedsLength => false;

    public override double Factor(long step, RunLength length) => Low * Math.Pow(High / Low, (step - FirstStep) / (Steps - 1.0));

    public override IReadOnlyList<Mistake> FindMistakes() => [];
}
