using Descent.Runs.Metrics;
using Descent.Runs.Tests;
using Descent.Runs.Tests.Metrics;
using Descent.Training.Observers;

namespace Descent.Training.Tests.Observers;

public sealed class TimingsObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Writes_speed_and_wait_since_the_line_before_to_both_files()
    {
        string path;
        using (EventFileWriter events = new(_folder.Path, new FixedTime(DateTimeOffset.UnixEpoch)))
        using (MetricsLog log = MetricsLog.OpenWhole(_folder["timings.jsonl"]))
        {
            path = events.Path;
            var observer = new TimingsObserver(log, events, every: 2);
            for (int step = 1; step <= 5; step++)
            {
                observer.StepFinished(Reports.Step(step));
            }
        }

        // Steps 1 and 2 took 10 + 20 ms, steps 3 and 4 took 30 + 40 ms, a tenth of it waiting, for 128 examples.
        (long, string, double)[] expected =
        [
            (2, "time/examples-per-second", 128 / 0.03), (2, "time/reader-wait", 0.1),
            (4, "time/examples-per-second", 128 / 0.07), (4, "time/reader-wait", 0.1),
        ];
        Assert.Equal(expected, MetricsReader.Read(_folder["timings.jsonl"]).Select(value => (value.Step, value.Name, value.Value)));
        Assert.Equal(
            expected.Select(value => (value.Item1, value.Item2, (float)value.Item3)),
            EventFileDecoder.Decode(File.ReadAllBytes(path)).Skip(1).Select(e => (e.Step, e.Tag!, e.Value)));
    }

    public void Dispose() => _folder.Dispose();
}
