using Descent.Training.Collectives;

namespace Descent.Training.Splitting;

/// <summary>How much of a pipeline's time its stages wait. The first step of a process, in which memory is new and code is compiled, is left out.</summary>
/// <param name="clock">Tells time.</param>
internal sealed class IdleClock(TimeProvider clock)
{
    private long _began;
    private TimeSpan _waited;
    private TimeSpan _waitedBefore;
    private bool _isFirst = true;
    private TimeSpan _span;
    private TimeSpan _busy;
    private double _expected;

    /// <summary>A step begins.</summary>
    public void Begin() => (_began, _waitedBefore) = (clock.GetTimestamp(), _waited);

    /// <summary>Waits for another stage.</summary>
    public T Wait<T>(Func<T> wait)
    {
        long start = clock.GetTimestamp();
        T result = wait();
        _waited += clock.GetElapsedTime(start);
        return result;
    }

    /// <inheritdoc cref="Wait{T}"/>
    public void Wait(Action wait) => Wait(() =>
    {
        wait();
        return true;
    });

    /// <summary>A step of so many micro-batches is done.</summary>
    /// <param name="stages">Of the pipeline.</param>
    /// <param name="chunks">Of this step.</param>
    public void End(int stages, int chunks)
    {
        TimeSpan span = clock.GetElapsedTime(_began);
        if (!_isFirst && chunks > 0)
        {
            _span += span;
            _busy += span - (_waited - _waitedBefore);
            _expected += span.TotalSeconds * PipelineSchedule.IdleShare(stages, chunks);
        }

        _isFirst = false;
    }

    /// <summary>The share of all stages, called by all of them: the longest span of a stage, mostly the first's, is what every stage has time.</summary>
    /// <returns>Null where nothing was measured.</returns>
    public PipelineIdle? Share(ICollective stages)
    {
        (double Span, double Busy, double Expected)[] all = [.. stages.Gather(Write(_span.TotalSeconds, _busy.TotalSeconds, _expected)).Select(Read)];
        double span = all.Max(stage => stage.Span);
        return span == 0 ? null : new PipelineIdle(1 - (all.Sum(stage => stage.Busy) / (span * all.Length)), all.MaxBy(stage => stage.Span).Expected / span);
    }

    private static byte[] Write(params double[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    private static (double Span, double Busy, double Expected) Read(byte[] numbers) =>
        (BitConverter.ToDouble(numbers, 0), BitConverter.ToDouble(numbers, 8), BitConverter.ToDouble(numbers, 16));
}
