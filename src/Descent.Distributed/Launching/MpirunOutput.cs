using System.Text;

namespace Descent.Distributed.Launching;

/// <summary>Passes on what ranks write and keeps back what mpirun itself says between their lines.</summary>
/// <remarks>
/// Bytes go on as they come, a bar that redraws its line included; only a line that begins as mpirun's do is held until it is whole. Open MPI frames what it says with
/// lines of 74 dashes; Hydra begins with a line of 83 equals signs and says nothing else after it.
/// </remarks>
/// <param name="ranks">Takes what ranks wrote.</param>
internal sealed class MpirunOutput(Action<ReadOnlySpan<byte>> ranks)
{
    private const int LongestHeld = 4096;
    private static readonly byte[] OpenMpiFrame = Encoding.ASCII.GetBytes(new string('-', 74));
    private static readonly byte[] HydraFrame = Encoding.ASCII.GetBytes(new string('=', 83));

    private readonly List<byte> _line = [];
    private readonly StringBuilder _said = new();
    private bool _isLineBegun;
    private bool _isFramed;
    private bool _isHydra;

    /// <summary>What mpirun said.</summary>
    public string Said => _said.ToString();

    /// <summary>The next bytes of the stream.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int end = bytes.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> piece = end > 0 ? bytes[..end] : bytes;
            bytes = bytes[piece.Length..];
            AddPiece(piece, end > 0);
        }
    }

    /// <summary>The stream has ended.</summary>
    public void End()
    {
        if (_line.Count > 0)
        {
            Decide();
        }
    }

    // A piece of one line, up to and with its end where that is there.
    private void AddPiece(ReadOnlySpan<byte> piece, bool isEnd)
    {
        if (_line.Count == 0 && (_isLineBegun || !IsHeld(piece[0])))
        {
            ranks(piece);
            _isLineBegun = !isEnd;
            return;
        }

        _line.AddRange(piece);
        if (isEnd || _line.Count > LongestHeld)
        {
            Decide();
            _isLineBegun = !isEnd;
        }
    }

    private bool IsHeld(byte first) => _isFramed || _isHydra || first is (byte)'-' or (byte)'=' or (byte)'[' or (byte)'m';

    private void Decide()
    {
        byte[] line = [.. _line];
        _line.Clear();
        ReadOnlySpan<byte> text = line.AsSpan().TrimEnd("\r\n"u8);
        bool isFrame = text.SequenceEqual(OpenMpiFrame);
        _isHydra |= text.SequenceEqual(HydraFrame);
        if (isFrame || _isFramed || _isHydra || IsRemark(text))
        {
            _said.Append(Encoding.UTF8.GetString(line));
            _isFramed ^= isFrame;
        }
        else
        {
            ranks(line);
        }
    }

    // "[mpiexec@host] …", "[host:pid] 1 more process has sent help message …", "[host:pid] [[1,0],0] ORTE_ERROR_LOG: Data unpack …", "mpirun: Forwarding signal 10 to job".
    private static bool IsRemark(ReadOnlySpan<byte> text) =>
        text.StartsWith("[mpiexec@"u8) || text.StartsWith("[proxy:"u8)
        || (text.StartsWith("["u8) && (text.IndexOf("more process"u8) > 0 || text.IndexOf("orte_base_help_aggregate"u8) > 0 || text.IndexOf(" ORTE_ERROR_LOG: "u8) > 0))
        || (text.StartsWith("mpi"u8) && text.IndexOf(": Forwarding signal "u8) > 0);
}
