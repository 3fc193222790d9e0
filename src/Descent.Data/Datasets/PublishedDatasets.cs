using Descent.Data.Datasets.Acquisition;
using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Datasets;

/// <summary>The data sets whose files others publish, with the SHA-256 of each file.</summary>
internal static class PublishedDatasets
{
    private const int Cifar10MaxFiles = 64;
    private const long Cifar10MaxBytes = 256L * 1024 * 1024;
    private const int IdxImages = 16;
    private const int IdxLabels = 8;

    public static IReadOnlyList<NamedDataset> All { get; } = [FashionMnist(), Mnist(), Cifar10()];

    // The hashes are of the unpacked files: Debian's package strips time and name from the gzip headers of the same data.
    private static NamedDataset FashionMnist() => Idx(
        new DatasetDescription
        {
            Name = "fashion-mnist",
            Summary = "Articles of clothing, grey (Xiao, Rasul, Vollgraf 2017)",
            TrainExamples = 60_000,
            TestExamples = 10_000,
            Shape = [1, 28, 28],
            ClassNames = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
            License = "MIT, Zalando SE",
            DownloadBytes = 30_878_645,
        },
        [
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ],
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/") with
    {
        Package = ("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
    };

    private static NamedDataset Mnist() => Idx(
        new DatasetDescription
        {
            Name = "mnist",
            Summary = "Handwritten digits, grey (LeCun, Cortes, Burges 1998)",
            TrainExamples = 60_000,
            TestExamples = 10_000,
            Shape = [1, 28, 28],
            ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            License = "CC BY-SA 3.0, Yann LeCun and Corinna Cortes",
            DownloadBytes = 11_594_722,
        },
        [
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ],
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/");

    private static NamedDataset Cifar10()
    {
        DatasetDescription description = new()
        {
            Name = "cifar10",
            Summary = "Animals and vehicles, colour (Krizhevsky 2009)",
            TrainExamples = 50_000,
            TestExamples = 10_000,
            Shape = [3, 32, 32],
            ClassNames = Cifar10Folder.StandardClassNames,
            License = "none stated; cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
            DownloadBytes = 170_052_171,
        };
        return new NamedDataset
        {
            Description = description,
            Files = [new DataFile("cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", MayBeGzipped: false)],
            Upstream = [new Uri("https://www.cs.toronto.edu/~kriz/")],
            Join = contents => JoinCifar10(description.Name, contents[0]),
        };
    }

    /// <summary>Reads the batches out of the archive.</summary>
    internal static Dataset JoinCifar10(string name, byte[] archive)
    {
        try
        {
            IReadOnlyDictionary<string, byte[]> files = TarArchive.Read(archive, Cifar10MaxFiles, Cifar10MaxBytes);
            (string Path, byte[] Content) Batch(string file) =>
                (file, files.GetValueOrDefault("cifar-10-batches-bin/" + file) ?? throw new InvalidDataException($"the archive has no {file}"));
            return Cifar10Folder.Join(
                name, [.. Enumerable.Range(1, 5).Select(number => Batch($"data_batch_{number}.bin"))], Batch(Cifar10Folder.TestFile), Cifar10Folder.StandardClassNames);
        }
        catch (InvalidDataException e)
        {
            throw new RunConfigurationException(new Mistake("The archive of CIFAR-10 cannot be read.", e.Message, "the published archive", "Remove it, so that it is downloaded again."));
        }
    }

    private static NamedDataset Idx(DatasetDescription description, IReadOnlyList<string> hashes, params IReadOnlyList<string> upstream)
    {
        int train = (int)description.TrainExamples;
        int test = (int)description.TestExamples;
        int pixels = new ArrayFormat(ElementType.UInt8, [.. description.Shape]).Elements;
        int[] lengths = [IdxImages + (train * pixels), IdxLabels + train, IdxImages + (test * pixels), IdxLabels + test];
        return new NamedDataset
        {
            Description = description,
            Files = [.. IdxFolder.FileNames.Select((name, i) => new DataFile(name, lengths[i], hashes[i], MayBeGzipped: true))],
            Upstream = [.. upstream.Select(address => new Uri(address))],
            Join = contents => IdxFolder.Join(
                description.Name, [.. contents.Select((content, i) => IdxFile.Read(IdxFolder.FileNames[i], content))], description.ClassNames),
        };
    }
}
