using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>Multiplies the learning rate by a factor every so many epochs.</summary>
public sealed record StepSchedule : Schedule
{
    /// <summary>Epochs between drops, 1 or more.</summary>
    public int Every { get; init; } = 10;

    /// <summary>The factor of each drop, above 0 and at most 1.</summary>
    public double Drop { get; init; } = 0.1;

    /// <inheritdoc />
    public override double Factor(long step, RunLength length) => Math.Pow(Drop, step / length.StepsPerEpoch!.Value / Every);

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("the step schedule's 'every'", Every, 1, 1_000_000);
        mistakes.Range("the step schedule's 'drop'", Drop, double.Epsilon, 1);
        return mistakes.Items;
    }
}
