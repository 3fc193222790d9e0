using Descent.Runs.Metrics;

namespace Descent.Runs.Tests.Metrics;

public sealed class EventFileWriterTests : IDisposable
{
    private static readonly FixedTime Time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250));
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Begins_with_the_version_and_holds_every_value()
    {
        using (EventFileWriter writer = new(_folder.Path, Time))
        {
            writer.Write(1, "train/loss", 2.5);
            writer.Write(300, "准确率", double.NaN);
            writer.Write(long.MaxValue, new string('x', 300), -1e30);
            writer.Write(2, "train/loss", 0.1);
        }

        List<DecodedEvent> events = EventFileDecoder.Decode(File.ReadAllBytes(_folder[$"events.out.tfevents.1700000000.{Environment.MachineName}"]));

        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.All(events, e => Assert.Equal(1_700_000_000.25, e.WallTime));
        Assert.Equal(
            [(1, "train/loss", 2.5f), (300, "准确率", float.NaN), (long.MaxValue, new string('x', 300), -1e30f), (2, "train/loss", 0.1f)],
            events.Skip(1).Select(e => (e.Step, e.Tag!, e.Value)));
    }

    [Fact]
    public void Tells_TensorBoard_to_drop_what_a_resumed_run_repeats()
    {
        using EventFileWriter first = new(_folder.Path, Time);
        using EventFileWriter second = new(_folder.Path, Time, resumedAt: 101);
        first.Flush();
        second.Flush();

        Assert.Equal(first.Path + ".1", second.Path);
        Assert.Single(EventFileDecoder.Decode(ReadShared(first.Path)));
        DecodedEvent start = EventFileDecoder.Decode(ReadShared(second.Path))[1];
        Assert.Equal((101L, 1UL), (start.Step, start.SessionStatus));
    }

    [Fact]
    public void Allocates_nothing_per_value()
    {
        using EventFileWriter writer = new(_folder.Path, Time);
        Fill(writer);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(writer);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public void Dispose() => _folder.Dispose();

    private static void Fill(EventFileWriter writer)
    {
        for (int step = 0; step < 3000; step++)
        {
            writer.Write(step, "train/loss", step);
        }
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
