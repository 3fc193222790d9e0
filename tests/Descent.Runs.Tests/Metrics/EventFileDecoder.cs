using System.Buffers.Binary;
using System.Text;

namespace Descent.Runs.Tests.Metrics;

/// <summary>Reads TensorBoard's event files the slow way: a bitwise CRC and a general protobuf field reader.</summary>
internal static class EventFileDecoder
{
    public static List<DecodedEvent> Decode(byte[] file)
    {
        List<DecodedEvent> events = [];
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Mask(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] message = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Mask(message), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Event(message));
            at += length + 16;
        }

        return events;
    }

    private static DecodedEvent Event(byte[] message)
    {
        DecodedEvent result = new();
        foreach ((int field, ulong number, byte[] bytes) in Fields(message))
        {
            switch (field)
            {
                case 1: result.WallTime = BitConverter.UInt64BitsToDouble(number); break;
                case 2: result.Step = (long)number; break;
                case 3: result.FileVersion = Encoding.UTF8.GetString(bytes); break;
                case 5: (result.Tag, result.Value) = Value(Assert.Single(Fields(bytes), f => f.Field == 1).Bytes); break;
                case 7: result.SessionStatus = Assert.Single(Fields(bytes), f => f.Field == 1).Number; break;
                default: Assert.Fail($"unknown field {field}"); break;
            }
        }

        return result;
    }

    private static (string Tag, float Value) Value(byte[] message)
    {
        List<(int Field, ulong Number, byte[] Bytes)> fields = Fields(message);
        Assert.Equal([1, 2], fields.Select(f => f.Field));
        return (Encoding.UTF8.GetString(fields[0].Bytes), BitConverter.UInt32BitsToSingle((uint)fields[1].Number));
    }

    private static List<(int Field, ulong Number, byte[] Bytes)> Fields(byte[] message)
    {
        List<(int Field, ulong Number, byte[] Bytes)> fields = [];
        for (int at = 0; at < message.Length;)
        {
            ulong key = Varint(message, ref at);
            ulong number = 0;
            byte[] bytes = [];
            switch (key & 7)
            {
                case 0:
                    number = Varint(message, ref at);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at));
                    at += 8;
                    break;
                case 2:
                    int length = (int)Varint(message, ref at);
                    bytes = message[at..(at + length)];
                    at += length;
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(at));
                    at += 4;
                    break;
                default:
                    Assert.Fail($"wire type {key & 7}");
                    break;
            }

            fields.Add(((int)(key >> 3), number, bytes));
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static uint Mask(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }
}
