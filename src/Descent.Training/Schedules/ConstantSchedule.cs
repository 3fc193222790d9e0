using System.Text.Json.Serialization;
using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>The same learning rate throughout.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <inheritdoc />
    [JsonIgnore]
    public override bool NeedsLength => false;

    /// <inheritdoc />
    public override double Factor(long step, RunLength length) => 1;

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes() => [];
}
