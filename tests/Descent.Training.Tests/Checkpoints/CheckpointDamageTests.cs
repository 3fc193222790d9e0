using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

public sealed class CheckpointDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointStore _store;

    public CheckpointDamageTests()
    {
        _store = new CheckpointStore(_folder["checkpoints"], 2, FaultyDisk.Quick());
        _store.Prepare();
        _store.Save(Snapshots.Of(1), null);
        _store.Save(Snapshots.Of(2), null);
    }

    private string[] Files => [.. Directory.GetFiles(_store.PathOf(2)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_truncation_of_every_file_is_detected()
    {
        foreach (string file in Files)
        {
            byte[] content = File.ReadAllBytes(file);
            for (int length = 0; length < content.Length; length++)
            {
                File.WriteAllBytes(file, content[..length]);
                AssertPassedOver($"{file} cut to {length} bytes");
            }

            File.WriteAllBytes(file, content);
        }

        Assert.Equal(2, _store.LoadNewest(out _)!.Step);
    }

    [Fact]
    public void Every_one_of_500_bit_flips_is_detected()
    {
        Random random = new(500);
        byte[][] contents = [.. Files.Select(File.ReadAllBytes)];
        for (int i = 0; i < 500; i++)
        {
            int bit = random.Next(contents.Sum(content => content.Length) * 8);
            int file = 0;
            while (bit >= contents[file].Length * 8)
            {
                bit -= contents[file++].Length * 8;
            }

            byte[] damaged = [.. contents[file]];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Files[file], damaged);
            AssertPassedOver($"bit {bit} of {Files[file]}");
            File.WriteAllBytes(Files[file], contents[file]);
        }

        Assert.Equal(2, _store.LoadNewest(out _)!.Step);
    }

    [Fact]
    public void Every_bit_of_the_digests_counts()
    {
        string file = Path.Combine(_store.PathOf(2), DigestFile.Name);
        byte[] content = File.ReadAllBytes(file);
        for (int bit = 0; bit < content.Length * 8; bit++)
        {
            byte[] damaged = [.. content];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, damaged);
            AssertPassedOver($"bit {bit}");
        }
    }

    [Fact]
    public void A_file_that_is_missing_or_longer_is_detected()
    {
        foreach (string file in Files)
        {
            byte[] content = File.ReadAllBytes(file);
            File.WriteAllBytes(file, [.. content, 0]);
            AssertPassedOver($"{file} longer");
            File.Delete(file);
            AssertPassedOver($"{file} missing");
            File.WriteAllBytes(file, content);
        }
    }

    [Fact]
    public void A_file_that_became_huge_is_passed_over_without_being_taken_into_memory()
    {
        foreach (string file in Files)
        {
            long length = new FileInfo(file).Length;
            using (FileStream stream = new(file, FileMode.Open))
            {
                stream.SetLength(1L << 33);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            AssertPassedOver($"{file} of 8 GiB");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
            using (FileStream stream = new(file, FileMode.Open))
            {
                stream.SetLength(length);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private void AssertPassedOver(string damage)
    {
        Checkpoint checkpoint = _store.LoadNewest(out IReadOnlyList<string> notices)!;
        Assert.True(checkpoint.Step == 1 && notices.Count == 1, $"{damage} was not detected.");
    }
}
