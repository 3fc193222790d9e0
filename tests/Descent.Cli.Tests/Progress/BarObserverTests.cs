using Descent.Cli.Progress;
using Descent.Runs;

namespace Descent.Cli.Tests.Progress;

public sealed class BarObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void The_bar_is_drawn_as_approved()
    {
        BarObserver bar = Started(width: 140);
        Train(bar, 1, 500);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Train(bar, 501, 501);
        bar.EpochFinished(Sample.Epoch(0));
        bar.Noticed("a checkpoint was passed over");
        bar.Dispose();

        ApprovedOutput.Check("bar", _output.ToString().Replace("\r\e[K", "⟲", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_within_a_tenth_of_a_second_are_not_drawn()
    {
        BarObserver bar = Started(width: 140);
        int before = _output.ToString().Length;

        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Train(bar, 1, 100);

        Assert.Equal(before, _output.ToString().Length);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public void A_line_never_reaches_the_last_column(int width)
    {
        BarObserver bar = Started(width);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Train(bar, 1, 1);

        Assert.Equal(width - 1, _output.ToString().Split("\r\e[K")[^1].Length);
    }

    [Fact]
    public void A_step_allocates_nothing_drawn_or_not()
    {
        BarObserver bar = new(TextWriter.Null, 140, hasColors: true, _clock);
        bar.RunStarted(Sample.Start(Run));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Train(bar, 1, 3);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 4; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(60));
            bar.StepFinished(Sample.Step(i));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_stream_shows_its_batch_and_no_end()
    {
        BarObserver bar = new(_output, 140, hasColors: false, _clock);
        bar.RunStarted(Sample.Start(Run) with { StepsPerEpoch = null, TrainExamples = null });
        _clock.Advance(TimeSpan.FromSeconds(1));
        Train(bar, 7, 7);

        string line = _output.ToString().Split("\r\e[K")[^1];
        Assert.Contains("batch 7", line, StringComparison.Ordinal);
        Assert.DoesNotContain("ETA", line, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    private RunFolder Run { get => field ??= Sample.Create(_folder["run"]); }

    private static void Train(BarObserver bar, int first, int last)
    {
        for (int step = first; step <= last; step++)
        {
            bar.StepFinished(Sample.Step(step));
        }
    }

    private BarObserver Started(int width)
    {
        BarObserver bar = new(_output, width, hasColors: false, _clock);
        bar.RunStarted(Sample.Start(Run));
        return bar;
    }
}
