using Descent.Runs.Metrics;

namespace Descent.Runs.Tests.Metrics;

public sealed class RecordChecksumTests
{
    // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
    [Fact]
    public void Gives_the_published_values()
    {
        Assert.Equal(0xE3069283u, RecordChecksum.Crc32C("123456789"u8));
        Assert.Equal(0x8A9136AAu, RecordChecksum.Crc32C(new byte[32]));
        Assert.Equal(0x62A8AB43u, RecordChecksum.Crc32C([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, RecordChecksum.Crc32C([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, RecordChecksum.Crc32C([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
        Assert.Equal(0u, RecordChecksum.Crc32C([]));
    }
}
