using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Formats;

public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Loads_training_and_test_examples()
    {
        Write("train", 3, [2, 0, 1], ".gz");
        Write("t10k", 2, [1, 2], "");

        Dataset data = IdxFolder.Load(_folder.Path);

        ArraySource train = Assert.IsType<ArraySource>(data.Train);
        Assert.Equal($"idx:{_folder.Path}", data.Name);
        Assert.Equal(new ArrayFormat(ElementType.UInt8, 1, 2, 2), train.Format.Input);
        Assert.Equal(["0", "1", "2"], data.ClassNames);
        Assert.Equal(3, train.Count);
        Assert.Equal(2, data.Test!.Count);
        Assert.Equal([4, 5, 6, 7], train.Input(1).ToArray());
        Assert.Equal(2, BitConverter.ToInt64(train.Label(0)));
    }

    [Fact]
    public void Loads_without_test_examples()
    {
        Write("train", 2, [0, 1], "");

        Assert.Null(IdxFolder.Load(_folder.Path).Test);
    }

    [Fact]
    public void Names_the_files_that_are_missing()
    {
        Write("train", 2, [0, 1], "");
        _folder.Write("t10k-images-idx3-ubyte", IdxBytes.Of(2, 2, 2));

        Assert.Equal("no t10k-labels-idx1-ubyte", Refused().Received);
        Assert.Equal("no such folder", Assert.Throws<RunConfigurationException>(() => IdxFolder.Load(_folder["none"])).Mistakes[0].Received);
    }

    [Fact]
    public void Refuses_images_and_labels_of_different_counts()
    {
        Write("train", 3, [0, 1], "");

        Assert.Equal("3 images and 2 labels", Refused().Received);
    }

    [Fact]
    public void Refuses_a_test_label_that_training_lacks()
    {
        Write("train", 2, [0, 1], "");
        Write("t10k", 2, [0, 2], "");

        Mistake mistake = Refused();

        Assert.Contains("t10k-labels", mistake.What, StringComparison.Ordinal);
        Assert.Equal("2 for example 1", mistake.Received);
        Assert.Equal("0 to 1", mistake.Allowed);
    }

    [Fact]
    public void Refuses_swapped_files_and_test_images_of_another_shape()
    {
        _folder.Write("train-labels-idx1-ubyte", IdxBytes.Of(2, 2, 2));
        _folder.Write("train-images-idx3-ubyte", IdxBytes.With([2], [0, 1]));
        Assert.Equal("[count]", Refused().Allowed);

        Write("train", 2, [0, 1], "");
        _folder.Write("t10k-images-idx3-ubyte", IdxBytes.Of(2, 3, 2));
        _folder.Write("t10k-labels-idx1-ubyte", IdxBytes.With([2], [0, 1]));
        Assert.Equal("UInt8 [1, 3, 2]", Refused().Received);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string split, int images, byte[] labels, string extension)
    {
        Func<byte[], byte[]> pack = extension.Length > 0 ? IdxBytes.Gzip : content => content;
        _folder.Write($"{split}-images-idx3-ubyte{extension}", pack(IdxBytes.Of(images, 2, 2)));
        _folder.Write($"{split}-labels-idx1-ubyte{extension}", pack(IdxBytes.With([labels.Length], labels)));
    }

    private Mistake Refused() => Assert.Single(Assert.Throws<RunConfigurationException>(() => IdxFolder.Load(_folder.Path)).Mistakes);
}
