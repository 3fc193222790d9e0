namespace Descent.Training.Evaluation;

/// <summary>Counts predictions one by one and sums them up in a report.</summary>
internal sealed class EvaluationTally(IReadOnlyList<string> classNames)
{
    private const int Listed = 10;
    private readonly long[][] _confusion = [.. classNames.Select(_ => new long[classNames.Count])];

    // The smallest of the largest losses is at the head.
    private readonly PriorityQueue<WorstExample, (double Loss, long EarlierFirst)> _worst = new();
    private double _lossSum;
    private long _count;
    private long _correct;

    /// <param name="id">The example.</param>
    /// <param name="label">Its class.</param>
    /// <param name="probabilities">The network's answer.</param>
    public void Add(long id, int label, ReadOnlySpan<float> probabilities)
    {
        int predicted = Accuracy.IndexOfMax(probabilities);
        double loss = -Math.Log(Math.Max(probabilities[label], float.Epsilon));
        _confusion[label][predicted]++;
        _lossSum += loss;
        _count++;
        _correct += predicted == label ? 1 : 0;
        if (_worst.Count < Listed || (loss, -id).CompareTo((_worst.Peek().Loss, -_worst.Peek().Id)) > 0)
        {
            _worst.Enqueue(new WorstExample(id, classNames[label], classNames[predicted], probabilities[label], loss), (loss, -id));
            if (_worst.Count > Listed)
            {
                _worst.Dequeue();
            }
        }
    }

    /// <param name="examples">How many examples the outputs were of.</param>
    public EvaluationReport Report(long examples) => new(
        new Score(_lossSum / _count, _correct / (double)_count, examples, _count),
        [.. classNames.Select(ScoreOf)],
        _confusion,
        [.. Mistakes().OrderByDescending(pair => pair.Count).Take(Listed)],
        [.. _worst.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)]);

    private ClassScore ScoreOf(string name, int index)
    {
        long right = _confusion[index][index];
        long examples = _confusion[index].Sum();
        long predicted = _confusion.Sum(row => row[index]);
        return new ClassScore(index, name, examples, Share(right, predicted), Share(right, examples));
    }

    private IEnumerable<ConfusedPair> Mistakes() =>
        from label in Enumerable.Range(0, classNames.Count)
        from predicted in Enumerable.Range(0, classNames.Count)
        where label != predicted && _confusion[label][predicted] > 0
        select new ConfusedPair(classNames[label], classNames[predicted], _confusion[label][predicted]);

    private static double Share(long part, long whole) => whole == 0 ? 0 : part / (double)whole;
}
