using Descent.Data.Datasets;
using Descent.Data.Datasets.Acquisition;
using Descent.Data.Sources;
using Descent.Data.Tests.Datasets.Acquisition;
using Descent.Data.Tests.Formats;
using Descent.Runs;

namespace Descent.Data.Tests.Datasets;

public sealed class DatasetCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("fashion-mist", "'fashion-mnist'")]
    [InlineData("cifar-10", "'cifar10'")]
    [InlineData("foldr:photos", "'folder'")]
    [InlineData("glyph:100", "'glyphs'")]
    [InlineData("photos", "See them: descent data list")]
    public async Task An_unknown_name_or_kind_offers_the_nearest(string data, string fix)
    {
        Mistake mistake = await Refused(data);

        Assert.Equal(data, mistake.Received);
        Assert.Contains(fix, mistake.Fix, StringComparison.Ordinal);
        Assert.StartsWith("fashion-mnist, mnist, cifar10, glyphs, copy, reverse, sort, add; or a path as idx:PATH, cifar10:PATH, folder:PATH, csv:PATH, text:PATH, chars:PATH; or", mistake.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_needs_a_path() => Assert.Equal("The data 'csv:' has no path.", (await Refused("csv:")).What);

    [Fact]
    public async Task Glyphs_have_as_many_examples_as_were_asked_for()
    {
        Dataset standard = await Load("glyphs");
        Dataset small = await Load("glyphs:50");

        Assert.Equal((20_000, 4_000), (((IMapSource)standard.Train).Count, standard.Test!.Count));
        Assert.Equal((50, 10), (((IMapSource)small.Train).Count, small.Test!.Count));
        Assert.Equal("glyphs:50", small.Name);
        Assert.NotEqual(small.Train.Fingerprint, standard.Train.Fingerprint);
    }

    [Theory]
    [InlineData("glyphs:9")]
    [InlineData("glyphs:many")]
    [InlineData("glyphs:")]
    public async Task Glyphs_need_a_count_in_range(string data) => Assert.Contains("10 to", (await Refused(data)).Allowed, StringComparison.Ordinal);

    [Fact]
    public async Task Kinds_are_read_from_their_paths()
    {
        _folder.Write("csv/train.csv", "a,label\n1,x\n2,y\n");
        _folder.Write("cifar/data_batch_1.bin", Cifar10FolderTests.Records(1, 2));
        _folder.Write("photos/a/1.png", Picture.GreyPng(3, 3));
        _folder.Write("photos/b/1.png", Picture.GreyPng(3, 3));
        _folder.Write("idx/train-images-idx3-ubyte", IdxBytes.Of(2, 4, 4));
        _folder.Write("idx/train-labels-idx1-ubyte", IdxBytes.With([2], [0, 1]));

        string[] names = [$"csv:{_folder["csv"]}", $"cifar10:{_folder["cifar"]}", $"folder:{_folder["photos"]}", $"idx:{_folder["idx"]}"];
        Dataset[] data = await Task.WhenAll(names.Select(Load));

        Assert.Equal(names, data.Select(dataset => dataset.Name));
        Assert.Equal(["[1]", "[3, 32, 32]", "[1, 3, 3]", "[1, 4, 4]"], data.Select(dataset => $"[{string.Join(", ", dataset.Train.Format.Input.Shape)}]"));
        Assert.All(data, dataset => Assert.Equal(2, ((IMapSource)dataset.Train).Count));
    }

    [Fact]
    public void Descriptions_say_what_there_is_and_where_without_a_network()
    {
        foreach (string name in new[] { "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz" })
        {
            _folder.Write($"system/fashion-mnist/{name}", "x");
        }

        DatasetOptions options = Offline();
        IReadOnlyList<DatasetDescription> all = DatasetCatalog.Describe(options);

        Assert.Equal(DatasetCatalog.Names, all.Select(description => description.Name));
        Assert.Equal([_folder["system/fashion-mnist"], null, null, .. Enumerable.Repeat("built in", 5)], all.Select(description => description.Location));
        Assert.Equal([3, 32, 32], DatasetCatalog.Describe("cifar10", options).Shape);
        Assert.Throws<RunConfigurationException>(() => DatasetCatalog.Describe("cifar11", options));
    }

    [Fact]
    public async Task A_named_set_that_is_nowhere_lists_every_place_in_order()
    {
        Mistake mistake = await Refused("fashion-mnist");

        string[] places = ["DESCENT_DATA", "the cache", "the system's packages", "https://", "http://", "apt-get download dataset-fashion-mnist"];
        int[] positions = [.. places.Select(place => mistake.Received.IndexOf("- " + place, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
    }

    [Fact]
    public void The_archive_of_cifar10_is_read_in_memory()
    {
        static System.Formats.Tar.TarEntry Batch(string name, params byte[] labels) =>
            TarArchiveTests.File($"cifar-10-batches-bin/{name}.bin", Cifar10FolderTests.Records(labels));
        byte[] archive = TarArchiveTests.Pack(
            Batch("data_batch_2", 2), Batch("data_batch_1", 1), Batch("data_batch_3", 3), Batch("data_batch_4", 4), Batch("data_batch_5", 5), Batch("test_batch", 6, 7));

        Dataset data = PublishedDatasets.JoinCifar10("cifar10", archive);

        ArraySource train = Assert.IsType<ArraySource>(data.Train);
        Assert.Equal([1L, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(i => BitConverter.ToInt64(train.Label(i))));
        Assert.Equal(2, data.Test!.Count);
        Assert.Throws<RunConfigurationException>(() => PublishedDatasets.JoinCifar10("cifar10", TarArchiveTests.Pack(Batch("data_batch_1", 1))));
    }

    public void Dispose() => _folder.Dispose();

    private DatasetOptions Offline() => new()
    {
        Surroundings = new Surroundings
        {
            DataFolder = _folder["data"],
            CacheFolder = _folder["cache"],
            SystemFolder = _folder["system"],
            Web = FakeWeb.None,
            Run = (program, _, _, _) => throw new PlaceException($"{program} is not on this machine"),
        },
    };

    private Task<Dataset> Load(string data) => DatasetCatalog.LoadAsync(data, Offline());

    private async Task<Mistake> Refused(string data) => Assert.Single((await Assert.ThrowsAsync<RunConfigurationException>(() => Load(data))).Mistakes);
}
