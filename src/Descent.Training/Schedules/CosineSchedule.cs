using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>Half a cosine from the learning rate down to a share of it (Loshchilov, Hutter 2017, SGDR, without restarts).</summary>
public sealed record CosineSchedule : Schedule
{
    /// <summary>The share that is left at the end, 0 to 1.</summary>
    public double Final { get; init; }

    /// <inheritdoc />
    public override double Factor(long step, RunLength length) =>
        Final + ((1 - Final) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1.0, step / (double)length.Steps!.Value))));

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("the cosine schedule's 'final'", Final, 0, 1);
        return mistakes.Items;
    }
}
