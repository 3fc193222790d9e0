namespace Descent.Runs.Tests.Metrics;

/// <summary>One record of an event file.</summary>
internal sealed class DecodedEvent
{
    public double WallTime { get; set; }

    public long Step { get; set; }

    public string? FileVersion { get; set; }

    public string? Tag { get; set; }

    public float Value { get; set; }

    public ulong SessionStatus { get; set; }
}
