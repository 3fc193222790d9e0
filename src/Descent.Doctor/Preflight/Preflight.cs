using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Doctor.History;
using Descent.Training.Observers;

namespace Descent.Doctor.Preflight;

/// <summary>Tries, before the first step, what must work if the run is to learn anything, and leaves network and run as they were, to the bit.</summary>
internal static class Preflight
{
    private const int MostExamples = 64;

    /// <summary>Whether it can be tried: a network that several ranks compute together, and a stream, which is read once, cannot.</summary>
    public static bool CanTry(ProbedRun run) => run.Inputs.Shard.Grid.All.Size == 1 && run.Inputs.Split.Train is IMapSource;

    /// <param name="run">A run before its first step.</param>
    /// <param name="clock">The clock that bounds how many updates are tried.</param>
    /// <param name="classCounts">Training examples of each class, where labels are class numbers that lie in memory.</param>
    public static PreflightFacts Measure(ProbedRun run, TimeProvider clock, out IReadOnlyList<long> classCounts)
    {
        var source = (IMapSource)run.Inputs.Split.Train;
        using IBatchReader reader = Loader.Open(source, run.Inputs.Normalizer, run.Inputs.Transforms, new LoaderOptions
        {
            BatchSize = (int)Math.Min(Math.Min(run.Inputs.Plan.Training.BatchSize, MostExamples), source.Count),
            Prefetch = 0,
            Seed = run.Inputs.Plan.Training.Seed,
        });
        if (!reader.TryNext(out Batch? batch))
        {
            throw new InvalidDataException("There is no first batch.");
        }

        PreflightFacts facts = new()
        {
            InputShape = [.. source.Format.Input.Shape.Select(size => (long)size)],
            IsNormalizerOfTrain = run.Inputs.Normalizer is { } normalizer ? normalizer.Fingerprint == source.Fingerprint : null,
        };
        using (var trial = new NetworkTrial(run, batch))
        {
            facts = trial.Measure(facts, clock);
        }

        classCounts = DataTrial.CountClasses(source);
        return DataTrial.Measure(facts, source, run.Inputs.Data.Test);
    }
}
