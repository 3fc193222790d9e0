using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Descent.Runs.Storage;

namespace Descent.Runs.Metrics;

/// <summary>
/// The logged values of a run as lines <c>{"step":1,"epoch":0,"name":"train/loss","value":2.3}</c>, appended and readable while they grow.
/// </summary>
/// <remarks>
/// Lines carry no clock, so a resumed run gives the same bytes as one that was never stopped. A value is written in the shortest form
/// that reads back to the same bits; NaN and the infinities are strings. Nothing is allocated per line. For one thread.
/// </remarks>
public sealed class MetricsLog : IDisposable
{
    private const int LongestName = 4096;
    private readonly AppendFile _file;
    private readonly Dictionary<string, byte[]> _names = [];

    private MetricsLog(AppendFile file) => _file = file;

    /// <summary>The file's length in bytes with every line so far; a checkpoint records it.</summary>
    public long Length => _file.Length;

    /// <summary>The log at <paramref name="path"/>, made if missing, cut to its first <paramref name="length"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The file is shorter than that, or no line ends there.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static MetricsLog Open(string path, long length) => new(AppendFile.Continue(path, length));

    /// <summary>The log at <paramref name="path"/>, made if missing, with every line that is whole.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static MetricsLog OpenWhole(string path) => new(AppendFile.ContinueAfterLastLine(path));

    /// <summary>Appends one line to the buffer.</summary>
    /// <param name="step">Optimizer updates done.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="name">What was measured, at most 4096 bytes as JSON.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="IOException">The buffer was full and the disk is, too; the line was not taken.</exception>
    public void Write(long step, int epoch, string name, double value)
    {
        if (!_names.TryGetValue(name, out byte[]? encoded))
        {
            encoded = Encode(name);
            _names.Add(name, encoded);
        }

        Utf8Line line = new(_file.Reserve(encoded.Length + 128));
        line.Add("{\"step\":"u8);
        line.Add(step);
        line.Add(",\"epoch\":"u8);
        line.Add(epoch);
        line.Add(",\"name\":\""u8);
        line.Add(encoded);
        line.Add("\",\"value\":"u8);
        if (double.IsFinite(value))
        {
            line.Add(value);
        }
        else
        {
            line.Add(double.IsNaN(value) ? "\"NaN\""u8 : value > 0 ? "\"Infinity\""u8 : "\"-Infinity\""u8);
        }

        line.Add("}\n"u8);
        _file.Advance(line.Length);
    }

    /// <summary>Hands every line to the operating system, where readers see it.</summary>
    /// <exception cref="IOException">The disk is full or failed; no line is lost, and the flush may be tried again.</exception>
    public void Flush() => _file.Flush();

    /// <summary>Returns when the disk has every line.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Sync() => _file.Sync();

    /// <summary>Returns when the disk has every line that was flushed; unlike the rest, for any thread, also while lines are written.</summary>
    /// <remarks>A checkpoint that records <see cref="Length"/> after a flush syncs before it can be seen.</remarks>
    /// <exception cref="IOException">The disk failed.</exception>
    public void SyncFlushed() => _file.SyncFlushed();

    /// <summary>Flushes and closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static byte[] Encode(string name)
    {
        byte[] encoded = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(encoded.Length, LongestName, nameof(name));
        return encoded;
    }

    /// <summary>UTF-8 text in a buffer that is known to be long enough.</summary>
    private ref struct Utf8Line(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;

        public int Length { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_buffer[Length..]);
            Length += text.Length;
        }

        // A number's default format is the shortest text that reads back to the same bits.
        public void Add<T>(T number)
            where T : IUtf8SpanFormattable
        {
            _ = number.TryFormat(_buffer[Length..], out int count, default, CultureInfo.InvariantCulture);
            Length += count;
        }
    }
}
