using Descent.Runs.Metrics;

namespace Descent.Runs.Tests.Metrics;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder["metrics.jsonl"];

    [Fact]
    public void Writes_one_line_per_value()
    {
        long length;
        using (MetricsLog log = MetricsLog.Open(LogPath, 0))
        {
            log.Write(1, 0, "train/loss", 0.1 + 0.2);
            log.Write(2, 0, "train/loss", double.NaN);
            log.Write(3, 1, "a \"quoted\" né", double.NegativeInfinity);
            log.Write(long.MaxValue, int.MaxValue, "x", -0.0);
            length = log.Length;
        }

        Assert.Equal(
            """
            {"step":1,"epoch":0,"name":"train/loss","value":0.30000000000000004}
            {"step":2,"epoch":0,"name":"train/loss","value":"NaN"}
            {"step":3,"epoch":1,"name":"a \"quoted\" né","value":"-Infinity"}
            {"step":9223372036854775807,"epoch":2147483647,"name":"x","value":-0}

            """,
            File.ReadAllText(LogPath));
        Assert.Equal(length, new FileInfo(LogPath).Length);
    }

    [Fact]
    public void Reads_back_the_same_bits()
    {
        double[] values = [0, -0.0, double.Epsilon, double.MaxValue, double.MinValue, 1e-5, 1e16, 1.0 / 3, 0.1f,
            double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        using (MetricsLog log = MetricsLog.Open(LogPath, 0))
        {
            foreach (double value in values)
            {
                log.Write(7, 3, "v", value);
            }
        }

        MetricValue[] read = [.. MetricsReader.Read(LogPath)];

        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), read.Select(line => BitConverter.DoubleToInt64Bits(line.Value)));
        Assert.All(read, line => Assert.Equal((7, 3, "v"), (line.Step, line.Epoch, line.Name)));
    }

    [Fact]
    public void Continues_at_a_recorded_length_to_the_same_bytes()
    {
        long recorded;
        using (MetricsLog log = MetricsLog.Open(LogPath, 0))
        {
            WriteSteps(log, 1, 100);
            recorded = log.Length;
            WriteSteps(log, 101, 130);
        }

        using (MetricsLog log = MetricsLog.Open(LogPath, recorded))
        {
            Assert.Equal(recorded, new FileInfo(LogPath).Length);
            WriteSteps(log, 101, 200);
        }

        using (MetricsLog log = MetricsLog.Open(_folder["unbroken.jsonl"], 0))
        {
            WriteSteps(log, 1, 200);
        }

        Assert.Equal(File.ReadAllBytes(_folder["unbroken.jsonl"]), File.ReadAllBytes(LogPath));
    }

    [Fact]
    public void Refuses_to_continue_where_lines_were_lost_or_no_line_ends()
    {
        using (MetricsLog log = MetricsLog.Open(LogPath, 0))
        {
            WriteSteps(log, 1, 2);
        }

        byte[] before = File.ReadAllBytes(LogPath);

        Assert.Throws<InvalidDataException>(() => MetricsLog.Open(LogPath, before.Length + 1));
        Assert.Throws<InvalidDataException>(() => MetricsLog.Open(LogPath, before.Length - 1));
        Assert.Throws<InvalidDataException>(() => MetricsLog.Open(_folder["none"], 1));
        Assert.Equal(before, File.ReadAllBytes(LogPath));
        Assert.False(File.Exists(_folder["none"]));
    }

    [Fact]
    public void Can_be_read_while_it_grows()
    {
        using MetricsLog log = MetricsLog.Open(LogPath, 0);
        log.Write(1, 0, "a", 1);
        log.Flush();
        Assert.Single(MetricsReader.Read(LogPath));
        log.Write(2, 0, "a", 2);
        log.Sync();
        Assert.Equal(2, MetricsReader.Read(LogPath).Count());
    }

    [Fact]
    public void Allocates_nothing_per_line()
    {
        using MetricsLog log = MetricsLog.Open(LogPath, 0);
        WriteSteps(log, 1, 2000);
        log.Flush();

        long before = GC.GetAllocatedBytesForCurrentThread();
        WriteSteps(log, 2001, 4000);
        log.Flush();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public void Dispose() => _folder.Dispose();

    private static void WriteSteps(MetricsLog log, int first, int last)
    {
        for (int step = first; step <= last; step++)
        {
            log.Write(step, step / 50, "train/loss", 1.0 / step);
        }
    }
}
