using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Descent.Runs.Storage;

namespace Descent.Runs.Metrics;

/// <summary>
/// TensorBoard's event file <c>events.out.tfevents.TIME.HOST</c>, kept open: records of length, masked CRC-32C, an Event message, CRC.
/// </summary>
/// <remarks>
/// The messages are few and fixed, so they are encoded by hand (protobuf's wire format). Nothing is allocated per value. For one thread.
/// </remarks>
public sealed class EventFileWriter : IDisposable
{
    // Field tags of tensorflow.Event, Summary, Summary.Value and SessionLog: field number << 3 | wire type.
    private const byte EventWallTime = (1 << 3) | 1;
    private const byte EventStep = 2 << 3;
    private const byte EventFileVersion = (3 << 3) | 2;
    private const byte EventSummary = (5 << 3) | 2;
    private const byte EventSessionLog = (7 << 3) | 2;
    private const byte SummaryValue = (1 << 3) | 2;
    private const byte ValueTag = (1 << 3) | 2;
    private const byte ValueSimple = (2 << 3) | 5;
    private const byte SessionStatus = 1 << 3;
    private const byte SessionStart = 1;
    private const int LongestTag = 4096;
    private const int HeaderBytes = sizeof(ulong) + sizeof(uint);

    private readonly TimeProvider _time;
    private readonly AppendFile _file;
    private readonly Dictionary<string, byte[]> _summaries = [];

    /// <param name="folder">The run's folder.</param>
    /// <param name="time">The clock that events are stamped with.</param>
    /// <param name="resumedAt">The first step of a resumed run, or null: TensorBoard then drops what older files say from there on.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public EventFileWriter(string folder, TimeProvider time, long? resumedAt = null)
    {
        _time = time;
        _file = Create(folder, time.GetUtcNow().ToUnixTimeSeconds());
        Write(0, [EventFileVersion, 13, .. "brain.Event:2"u8]);
        if (resumedAt is { } step)
        {
            Write(step, [EventSessionLog, 2, SessionStatus, SessionStart]);
        }
    }

    /// <summary>The file's path.</summary>
    public string Path => _file.Path;

    /// <summary>Appends one value to the buffer.</summary>
    /// <param name="step">Optimizer updates done.</param>
    /// <param name="tag">What was measured, for example "train/loss", at most 4096 bytes.</param>
    /// <param name="value">The value; the format keeps 32 bits of it.</param>
    /// <exception cref="IOException">The buffer was full and the disk is, too.</exception>
    public void Write(long step, string tag, double value)
    {
        if (!_summaries.TryGetValue(tag, out byte[]? summary))
        {
            summary = EncodeSummary(tag);
            _summaries.Add(tag, summary);
        }

        // The value is the summary's last four bytes.
        BinaryPrimitives.WriteSingleLittleEndian(summary.AsSpan(summary.Length - sizeof(float)), (float)value);
        Write(step, summary);
    }

    /// <summary>Hands every event to the operating system, where TensorBoard sees it.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Flush() => _file.Flush();

    /// <summary>Flushes and closes the file.</summary>
    public void Dispose() => _file.Dispose();

    // TensorBoard reads files in the order of their names, so a second one of the same second goes after the first.
    private static AppendFile Create(string folder, long seconds)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{seconds:D10}.{Environment.MachineName}");
        string path = System.IO.Path.Combine(folder, name);
        for (int i = 1; File.Exists(path); i++)
        {
            path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"));
        }

        return AppendFile.Create(path);
    }

    private static byte[] EncodeSummary(string tag)
    {
        byte[] name = Encoding.UTF8.GetBytes(tag);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, LongestTag, nameof(tag));
        byte[] value = [ValueTag, .. Varint((ulong)name.Length), .. name, ValueSimple, 0, 0, 0, 0];
        byte[] summary = [SummaryValue, .. Varint((ulong)value.Length), .. value];
        return [EventSummary, .. Varint((ulong)summary.Length), .. summary];
    }

    private static byte[] Varint(ulong value)
    {
        byte[] bytes = new byte[VarintLength(value)];
        WriteVarint(bytes, value);
        return bytes;
    }

    private static int VarintLength(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    private static int WriteVarint(Span<byte> bytes, ulong value)
    {
        int length = VarintLength(value);
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)((value & 0x7F) | (i < length - 1 ? 0x80u : 0));
            value >>= 7;
        }

        return length;
    }

    private void Write(long step, ReadOnlySpan<byte> body)
    {
        int length = 1 + sizeof(double) + 1 + VarintLength((ulong)step) + body.Length;
        Span<byte> record = _file.Reserve(HeaderBytes + length + sizeof(uint));
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(ulong)..], RecordChecksum.Of(record[..sizeof(ulong)]));

        Span<byte> message = record.Slice(HeaderBytes, length);
        message[0] = EventWallTime;
        BinaryPrimitives.WriteDoubleLittleEndian(message[1..], (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
        message[9] = EventStep;
        body.CopyTo(message[(10 + WriteVarint(message[10..], (ulong)step))..]);

        BinaryPrimitives.WriteUInt32LittleEndian(record[(HeaderBytes + length)..], RecordChecksum.Of(message));
        _file.Advance(HeaderBytes + length + sizeof(uint));
    }
}
