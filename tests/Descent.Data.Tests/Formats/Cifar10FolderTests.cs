using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Formats;

public sealed class Cifar10FolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Joins_the_batches_in_order()
    {
        _folder.Write("data_batch_2.bin", Records(3));
        _folder.Write("data_batch_1.bin", Records(9, 0));
        _folder.Write("test_batch.bin", Records(5));

        Dataset data = Cifar10Folder.Load(_folder.Path);

        ArraySource train = Assert.IsType<ArraySource>(data.Train);
        Assert.Equal(new ArrayFormat(ElementType.UInt8, 3, 32, 32), train.Format.Input);
        Assert.Equal([9L, 0L, 3L], Enumerable.Range(0, 3).Select(i => BitConverter.ToInt64(train.Label(i))));
        Assert.Equal(Records(0).AsSpan(1), train.Input(1));
        Assert.Equal(1, data.Test!.Count);
        Assert.Equal("truck", data.ClassNames[9]);
    }

    [Fact]
    public void Takes_the_class_names_of_the_folder()
    {
        _folder.Write("data_batch_1.bin", Records(1));
        _folder.Write("batches.meta.txt", "cat\r\ndog\n\n");

        Dataset data = Cifar10Folder.Load(_folder.Path);

        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Null(data.Test);
    }

    [Fact]
    public void Refuses_half_a_record_and_an_empty_file()
    {
        _folder.Write("data_batch_1.bin", Records(1)[..^1]);
        Assert.Equal("3,072 bytes", Refused().Received);

        _folder.Write("data_batch_1.bin", []);
        Assert.Equal("0 bytes", Refused().Received);
    }

    [Fact]
    public void Refuses_a_label_out_of_range()
    {
        _folder.Write("data_batch_1.bin", Records(1, 10));

        Mistake mistake = Refused();

        Assert.Equal("10 for record 1", mistake.Received);
        Assert.Equal("0 to 9", mistake.Allowed);
    }

    [Fact]
    public void Refuses_a_folder_without_batches() => Assert.Equal("no data_batch_*.bin", Refused().Received);

    public void Dispose() => _folder.Dispose();

    // One record per label; every pixel byte depends on the label and its place.
    internal static byte[] Records(params byte[] labels) =>
        [.. labels.SelectMany(label => Enumerable.Range(0, 3073).Select(i => i == 0 ? label : (byte)(i + label)))];

    private Mistake Refused() => Assert.Single(Assert.Throws<RunConfigurationException>(() => Cifar10Folder.Load(_folder.Path)).Mistakes);
}
