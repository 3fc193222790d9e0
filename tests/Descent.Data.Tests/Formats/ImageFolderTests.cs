using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Formats;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Classes_are_the_folders_in_ordinal_order()
    {
        _folder.Write("dog/b.PNG", Picture.GreyPng(2, 2, start: 20));
        _folder.Write("dog/a/deep.jpeg", Picture.GreyJpeg(2, 2, start: 30));
        _folder.Write("Cat/a.png", Picture.GreyPng(2, 2, start: 10));
        _folder.Write("Cat/notes.txt", "not an image");

        Dataset data = ImageFolder.Load(_folder.Path);

        IMapSource train = Assert.IsAssignableFrom<IMapSource>(data.Train);
        Assert.Equal(["Cat", "dog"], data.ClassNames);
        Assert.Equal(new ArrayFormat(ElementType.UInt8, 1, 2, 2), train.Format.Input);
        Assert.Null(data.Test);
        (byte[] inputs, long[] labels) = Read(train, 2, 0);
        Assert.Equal([20, 21, 22, 23, 10, 11, 12, 13], inputs);
        Assert.Equal([1, 0], labels);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("val")]
    public void Takes_train_and_test_folders(string test)
    {
        Write("train/a/1.png", "train/b/2.png", "train/b/3.png", $"{test}/b/4.png", $"{test}/a/5.png");

        Dataset data = ImageFolder.Load(_folder.Path);

        Assert.Equal(3, ((IMapSource)data.Train).Count);
        Assert.Equal(2, data.Test!.Count);
        Assert.Equal(["a", "b"], data.Test.ClassNames);
    }

    [Fact]
    public void One_colour_image_makes_three_channels()
    {
        Write("a/1.png");
        _folder.Write("b/2.png", Picture.Png(2, 2, 1, 2, 3));

        Assert.Equal(3, ImageFolder.Load(_folder.Path).Train.Format.Input.Shape[0]);
    }

    [Fact]
    public void Finds_every_wrong_size_up_front()
    {
        Write("a/1.png");
        _folder.Write("a/2.png", Picture.GreyPng(3, 2));
        _folder.Write("b/3.png", Picture.GreyPng(2, 4));

        IReadOnlyList<Mistake> mistakes = Refused();

        Assert.Equal(2, mistakes.Count);
        Assert.Contains("2.png", mistakes[0].What, StringComparison.Ordinal);
        Assert.Equal("3×2 (height × width)", mistakes[0].Received);
        Assert.StartsWith("2×2", mistakes[0].Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_images_when_asked()
    {
        _folder.Write("a/1.png", Picture.Png(5, 9, 40, 40, 40));
        _folder.Write("b/2.png", Picture.Png(30, 8, 90, 90, 90));

        Dataset data = ImageFolder.Load(_folder.Path + "?size=4");

        Assert.Equal([3, 4, 4], data.Train.Format.Input.Shape);
        (byte[] inputs, _) = Read((IMapSource)data.Train, 0, 1);
        Assert.All(inputs[..48], pixel => Assert.Equal(40, pixel));
        Assert.All(inputs[48..], pixel => Assert.Equal(90, pixel));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("big")]
    [InlineData("4097")]
    public void Refuses_a_size_out_of_range(string size)
    {
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(() => ImageFolder.Load($"{_folder.Path}?size={size}"));

        Assert.Equal(size, e.Mistakes[0].Received);
    }

    [Fact]
    public void Names_damaged_images_and_empty_classes_together()
    {
        Write("a/1.png");
        _folder.Write("a/2.png", "not an image");
        Directory.CreateDirectory(_folder["b"]);

        IReadOnlyList<Mistake> mistakes = Refused();

        Assert.Contains("class 'b'", mistakes[0].What, StringComparison.Ordinal);
        Assert.Contains("2.png", mistakes[1].What, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_test_class_that_training_lacks()
    {
        Write("train/boot/1.png", "train/shirt/2.png", "test/boots/3.png", "test/boot/4.png", "test/shirt/4.png");

        Mistake mistake = Assert.Single(Refused());

        Assert.Equal("boots", mistake.Received);
        Assert.Contains("'boot'", mistake.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_folder_without_classes()
    {
        _folder.Write("1.png", Picture.GreyPng(2, 2));

        Assert.Equal("0 folders in it", Assert.Single(Refused()).Received);
        Assert.Equal("no such folder", Assert.Throws<RunConfigurationException>(() => ImageFolder.Load(_folder["none"])).Mistakes[0].Received);
    }

    [Fact]
    public void A_long_list_of_mistakes_is_cut_and_counted()
    {
        Write("a/0.png", "b/0.png");
        for (int i = 1; i <= 15; i++)
        {
            _folder.Write($"b/{i}.png", Picture.GreyPng(1, 1));
        }

        IReadOnlyList<Mistake> mistakes = Refused();

        Assert.Equal(11, mistakes.Count);
        Assert.Equal("15 in all", mistakes[^1].Received);
    }

    [Fact]
    public void The_fingerprint_changes_with_any_image_name_or_class()
    {
        Write("a/1.png", "b/2.png");
        string first = ImageFolder.Load(_folder.Path).Train.Fingerprint;
        Assert.Equal(first, ImageFolder.Load(_folder.Path).Train.Fingerprint);

        _folder.Write("b/2.png", Picture.GreyPng(2, 2, start: 1));
        string changed = ImageFolder.Load(_folder.Path).Train.Fingerprint;
        File.Move(_folder["b/2.png"], _folder["b/3.png"]);
        string moved = ImageFolder.Load(_folder.Path).Train.Fingerprint;

        Assert.Equal(3, new HashSet<string> { first, changed, moved }.Count);
    }

    [Fact]
    public async Task Reads_from_many_threads_at_once()
    {
        for (byte i = 0; i < 20; i++)
        {
            _folder.Write($"{(i < 10 ? "a" : "b")}/{i:00}.png", Picture.GreyPng(2, 2, start: i));
        }

        IMapSource source = (IMapSource)ImageFolder.Load(_folder.Path).Train;

        await Parallel.ForAsync(0, 200, (i, _) =>
        {
            (byte[] inputs, long[] labels) = Read(source, i % 20);
            Assert.Equal(i % 20, inputs[0]);
            Assert.Equal(i % 20 / 10, labels[0]);
            return ValueTask.CompletedTask;
        });
    }

    public void Dispose() => _folder.Dispose();

    private static (byte[] Inputs, long[] Labels) Read(IMapSource source, params long[] indices)
    {
        byte[] inputs = new byte[indices.Length * source.Format.Input.Bytes];
        long[] labels = new long[indices.Length];
        source.Read(indices, inputs, System.Runtime.InteropServices.MemoryMarshal.AsBytes(labels.AsSpan()));
        return (inputs, labels);
    }

    private void Write(params string[] names) => Array.ForEach(names, name => _folder.Write(name, Picture.GreyPng(2, 2)));

    private IReadOnlyList<Mistake> Refused() => Assert.Throws<RunConfigurationException>(() => ImageFolder.Load(_folder.Path)).Mistakes;
}
