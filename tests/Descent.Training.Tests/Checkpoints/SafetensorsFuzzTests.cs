using Descent.Training.Checkpoints;
using FsCheck;
using FsCheck.Fluent;

namespace Descent.Training.Tests.Checkpoints;

public sealed class SafetensorsFuzzTests
{
    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20261124, 17);

    private static Gen<NamedArray[]> Files { get; } =
        from names in Gen.ListOf(ArbMap.Default.GeneratorFor<NonNull<string>>(), 6)
        from types in Gen.ArrayOf(Gen.Elements(Enum.GetValues<TensorType>()), 6)
        from shapes in Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 4)).Where(shape => shape.Length < 5), 6)
        select names.Select(name => name.Get).Where(IsText).Distinct()
            .Select((name, i) => Arrays.Of(name, types[i], [.. shapes[i].Select(size => (long)size)])).ToArray();

    [Fact]
    public void What_was_written_is_read() => Check.One(Repeatable, Prop.ForAll(Files.ToArbitrary(), arrays =>
        Arrays.AssertSame(arrays, Arrays.Read(Arrays.Write(arrays)))));

    [Fact]
    public void Random_bytes_are_refused() => Check.One(Repeatable, Prop.ForAll<byte[]>(bytes => Assert.False(IsRead(bytes))));

    [Fact]
    public void Random_bytes_behind_a_right_length_are_refused() => Check.One(Repeatable, Prop.ForAll<byte[]>(bytes =>
        Assert.False(IsRead([(byte)(bytes.Length + 1), (byte)((bytes.Length + 1) >> 8), 0, 0, 0, 0, 0, 0, (byte)'{', .. bytes]))));

    [Fact]
    public void Every_truncation_is_refused() => Check.One(Repeatable.WithMaxTest(50), Prop.ForAll(Files.ToArbitrary(), arrays =>
    {
        byte[] file = Arrays.Write(arrays);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.False(IsRead(file[..length]));
        }
    }));

    [Fact]
    public void Mutations_are_read_or_refused() => Check.One(Repeatable, Prop.ForAll(
        Files.ToArbitrary(), ArbMap.Default.ArbFor<(ushort Place, byte Value)[]>(), (arrays, mutations) =>
        {
            byte[] file = Arrays.Write(arrays);
            foreach ((ushort place, byte value) in mutations)
            {
                file[place % file.Length] = value;
            }

            IsRead(file);
        }));

    // Anything but a CheckpointException, or more memory than a small multiple of the file, fails the test.
    private static bool IsRead(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Arrays.Read(file);
            return true;
        }
        catch (CheckpointException)
        {
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000 + (64 * file.Length));
        }
    }

    // A name is UTF-8 in the file, so half a surrogate pair is none.
    private static bool IsText(string name) => name != SafetensorsHeader.Metadata && name.EnumerateRunes().All(rune => rune.Value != 0xFFFD);
}
