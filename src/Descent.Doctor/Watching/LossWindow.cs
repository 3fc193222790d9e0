using Descent.Doctor.History;

namespace Descent.Doctor.Watching;

/// <summary>The losses, times and waits of the steps since the window before.</summary>
internal sealed class LossWindow
{
    // A fiftieth of the run so far: what is enough for a trend, and no more lines than that needs.
    private const long Fewest = 10;
    private const long Share = 50;
    private long _count;
    private double _mean;
    private double _squares;
    private double _greatest = double.NegativeInfinity;
    private double _last = double.NaN;
    private long _rises;
    private TimeSpan _elapsed;
    private TimeSpan _waited;

    /// <summary>Takes a step. Welford 1962: the mean and the squared deviations, updated by each value.</summary>
    public void Add(double loss, TimeSpan elapsed, TimeSpan waited)
    {
        _count++;
        double apart = loss - _mean;
        _mean += apart / _count;
        _squares += apart * (loss - _mean);
        _greatest = Math.Max(_greatest, loss);
        _rises += loss > _last ? 1 : 0;
        _last = loss;
        _elapsed += elapsed;
        _waited += waited;
    }

    /// <summary>Whether it is long enough, though nobody looked into a step meanwhile.</summary>
    /// <param name="step">Updates made so far.</param>
    public bool IsFull(long step) => _count >= Math.Max(Fewest, step / Share);

    /// <summary>What they come to; the next window begins.</summary>
    public IEnumerable<(string Name, double Value)> Take()
    {
        if (_count == 0)
        {
            return [];
        }

        List<(string Name, double Value)> values =
        [
            (Quantity.LossMean, _mean), (Quantity.LossDeviation, Math.Sqrt(_squares / Math.Max(1, _count - 1))), (Quantity.LossGreatest, _greatest),
            (Quantity.LossRises, (double)_rises / _count), (Quantity.StepSeconds, _elapsed.TotalSeconds / _count), (Quantity.ReaderWait, _waited / _elapsed),
        ];
        (_count, _mean, _squares, _greatest, _rises) = (0, 0, 0, double.NegativeInfinity, 0);
        (_elapsed, _waited) = (TimeSpan.Zero, TimeSpan.Zero);
        return values;
    }
}
