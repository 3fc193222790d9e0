using System.Text.Json.Serialization;
using Descent.Runs;

namespace Descent.Training.Schedules;

/// <summary>How the learning rate goes over the run: a pure function of the step, so that the step is all its state.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantSchedule), "constant")]
[JsonDerivedType(typeof(StepSchedule), "step")]
[JsonDerivedType(typeof(CosineSchedule), "cosine")]
[JsonDerivedType(typeof(WarmupSchedule), "warmup")]
public abstract record Schedule
{
    /// <summary>What the base learning rate is multiplied by at a step.</summary>
    /// <param name="step">Updates made so far, from 0.</param>
    /// <param name="length">How long the run is.</param>
    public abstract double Factor(long step, RunLength length);

    /// <summary>Whether it must know the run's length in steps, which a stream does not have.</summary>
    [JsonIgnore]
    public virtual bool NeedsLength => true;

    /// <summary>What is wrong with its options; empty when nothing is.</summary>
    public abstract IReadOnlyList<Mistake> FindMistakes();
}
