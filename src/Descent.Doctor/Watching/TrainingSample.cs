using Descent.Data.Sources;
using Descent.Doctor.History;
using Descent.Training.Evaluation;
using Descent.Training.Losses;
using Descent.Training.Observers;

namespace Descent.Doctor.Watching;

/// <summary>Some of the training examples, put to the network after an epoch as it is used and not as it is trained.</summary>
internal sealed class TrainingSample
{
    private const int Most = 512;
    private const int Least = 128;
    private const int Guesses = 3;

    // A forward pass is a third of a step: one example for 128 that were trained is a quarter of a percent of the time.
    private const int Share = 128;
    private readonly Evaluator _evaluator;
    private readonly IMapSource _source;
    private readonly Loss _loss;
    private readonly long _due;
    private long _trained;

    private TrainingSample(Evaluator evaluator, IMapSource source, Loss loss, long due) => (_evaluator, _source, _loss, _due) = (evaluator, source, loss, due);

    /// <summary>A sample of a run; null where examples come from a stream or several ranks train.</summary>
    public static TrainingSample? Of(ProbedRun run, DoctorLevel level)
    {
        if (run.Inputs.Split.Train is not IMapSource train || run.Inputs.Shard.Grid.All.Size > 1)
        {
            return null;
        }

        long count = Math.Min(train.Count, level == DoctorLevel.Deep ? Most : Math.Clamp(train.Count / Share, Least, Most));
        SubsetSource sample = SubsetSource.Of(train, [.. Enumerable.Range(0, (int)count).Select(i => i * train.Count / count)]);
        return new TrainingSample(run.Inputs.EvaluatorOf(run.Forward), sample, run.Inputs.Plan.Loss, level == DoctorLevel.Deep ? 0 : count * Share);
    }

    /// <summary>What it shows, by the names of <see cref="Quantity"/>; nothing where so few examples were trained since the time before that looking would take long beside it.</summary>
    /// <param name="examples">Examples that were trained since the last call.</param>
    public IEnumerable<(string Name, double Value)> Evaluate(long examples)
    {
        _trained += examples;
        if (_trained < _due)
        {
            return [];
        }

        _trained = 0;
        return EvaluateNow();
    }

    private List<(string Name, double Value)> EvaluateNow() =>
        _loss is CrossEntropyLoss loss && _source.Format.Label.Type == ElementType.Int64 ? EvaluateClasses(loss) : EvaluateLoss();

    private List<(string Name, double Value)> EvaluateLoss()
    {
        Score score = _evaluator.Score(_source, _loss);
        return [(Quantity.EvaluatedLoss, score.Loss), .. score.Accuracy is { } accuracy ? [(Quantity.EvaluatedAccuracy, accuracy)] : Array.Empty<(string, double)>()];
    }

    private List<(string Name, double Value)> EvaluateClasses(CrossEntropyLoss loss)
    {
        (double sum, long counted, long wrong, long far, int classes) = (0, 0, 0, 0, 0);
        _evaluator.VisitProbabilities(_source, (_, label, probabilities) =>
        {
            if (label == loss.IgnoreIndex)
            {
                return;
            }

            float given = probabilities[(int)label];
            int better = 0;
            foreach (float other in probabilities)
            {
                better += other > given ? 1 : 0;
            }

            sum -= Math.Log(Math.Max(given, float.Epsilon));
            (counted, wrong, far, classes) = (counted + 1, wrong + (better > 0 ? 1 : 0), far + (better >= Guesses ? 1 : 0), probabilities.Length);
        });
        if (counted == 0)
        {
            return [];
        }

        List<(string Name, double Value)> values =
        [
            (Quantity.EvaluatedLoss, sum / counted), (Quantity.EvaluatedAccuracy, 1 - ((double)wrong / counted)), (Quantity.EvaluatedWrong, wrong),
        ];
        if (wrong > 0 && classes > Guesses + 1)
        {
            values.Add((Quantity.EvaluatedFarWrong, (double)far / wrong));
        }

        return values;
    }
}
