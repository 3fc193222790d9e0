using System.Runtime.InteropServices;
using System.Text;

namespace Descent.Distributed.Launching;

/// <summary>What was seen on the screen, as a file: of a line that was drawn over what stayed, without colors.</summary>
internal sealed class ScreenLog(Stream file) : IDisposable
{
    private readonly List<byte> _line = [];
    private readonly Lock _lock = new();

    /// <summary>The next bytes; may be called from several threads.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (byte value in bytes)
            {
                if (value == '\n')
                {
                    Write();
                }
                else if (value == '\r')
                {
                    _line.Clear();
                }
                else
                {
                    _line.Add(value);
                }
            }
        }
    }

    /// <summary>A text that was not on the screen.</summary>
    public void AddLine(string text) => Add(Encoding.UTF8.GetBytes(text.TrimEnd() + "\n"));

    public void Dispose()
    {
        lock (_lock)
        {
            if (_line.Count > 0)
            {
                Write();
            }
        }

        file.Dispose();
    }

    private void Write()
    {
        ReadOnlySpan<byte> rest = CollectionsMarshal.AsSpan(_line);
        for (int escape = rest.IndexOf("\e["u8); escape >= 0; escape = rest.IndexOf("\e["u8))
        {
            file.Write(rest[..escape]);
            rest = rest[(escape + 2)..];
            int end = rest.IndexOfAnyInRange((byte)'@', (byte)'~');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        file.Write(rest);
        file.WriteByte((byte)'\n');
        file.Flush();
        _line.Clear();
    }
}
