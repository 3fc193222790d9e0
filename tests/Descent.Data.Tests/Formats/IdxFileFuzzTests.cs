using Descent.Data.Formats;
using Descent.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace Descent.Data.Tests.Formats;

public sealed class IdxFileFuzzTests : IDisposable
{
    private const int Cases = 300;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Random_bytes_are_read_or_refused() =>
        Check(ArbMap.Default.GeneratorFor<byte[]>());

    [Fact]
    public void Random_bytes_behind_a_valid_start_are_read_or_refused() =>
        Check(ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => (byte[])[0, 0, 8, .. bytes]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changed_and_cut_files_are_read_or_refused(bool isGzip)
    {
        byte[] valid = IdxBytes.Of(5, 4, 3);
        byte[] content = isGzip ? IdxBytes.Gzip(valid) : valid;
        Check(
            from position in Gen.Choose(0, content.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(content.Length / 2, content.Length)
            select Changed(content, position, (byte)value)[..length]);
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Changed(byte[] content, int position, byte value)
    {
        byte[] changed = [.. content];
        changed[position] = value;
        return changed;
    }

    private void Check(Gen<byte[]> contents) =>
        Prop.ForAll(contents.ToArbitrary(), IsReadOrRefused).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));

    private bool IsReadOrRefused(byte[] content)
    {
        string path = _folder.Write("x", content);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            IdxFile file = IdxFile.Read(path);
            return file.Shape.Aggregate(1L, (product, size) => product * size) == file.Values.Length;
        }
        catch (RunConfigurationException)
        {
            return GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000;
        }
    }
}
