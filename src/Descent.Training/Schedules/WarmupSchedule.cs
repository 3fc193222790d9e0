using System.Text.Json.Serialization;
using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>Rises in a straight line over the first steps (Goyal et al. 2017), then goes as another schedule does.</summary>
public sealed record WarmupSchedule : Schedule
{
    /// <summary>Steps of the rise, 1 or more; step 0 has a rate of 1/Steps.</summary>
    public long Steps { get; init; } = 100;

    /// <summary>The schedule after the rise, which counts steps from the run's start.</summary>
    public Schedule Then { get; init; } = new ConstantSchedule();

    /// <inheritdoc />
    [JsonIgnore]
    public override bool NeedsLength => Then.NeedsLength;

    /// <inheritdoc />
    public override double Factor(long step, RunLength length) =>
        Math.Min(1.0, (step + 1) / (double)Steps) * Then.Factor(step, length);

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("the warmup's 'steps'", Steps, 1, long.MaxValue);
        return [.. mistakes.Items, .. Then.FindMistakes()];
    }
}
