using System.Security.Cryptography;
using Descent.Data.Glyphs;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;

namespace Descent.Lab.Experiments;

/// <summary>Question 5: the same examples as a list in memory and from a generator. Twins give the same batches and differ in what they hold.</summary>
internal sealed class GeneratorMemory() : Experiment(5)
{
    private const int BatchSize = 100;
    private static readonly Normalizer Normalizer = new([33], [78], "the same for both");

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("glyphs");
        int[] sizes = notebook.Size<int[]>([1000, 3000, 9000], [3000, 10_000, 30_000, 100_000]);
        List<Measurement> list = [], generator = [];
        bool isSame = true;
        // What is made once in a process is made before anything is weighed.
        Read(() => LabData.InMemory(new GlyphSource(1, 0, sizes[0])));
        Read(() => new GlyphStreamSource(1, 0, sizes[0]));
        foreach (int size in sizes)
        {
            IReadOnlyList<(Reading List, Reading Generator)> found = notebook.PerSeed($"{size} examples", seed => (
                Read(() => LabData.InMemory(new GlyphSource(seed, 0, size))),
                Read(() => new GlyphStreamSource(seed, 0, size))));
            isSame &= found.All(result => result.List.Digest == result.Generator.Digest);
            list.Add(notebook.Record($"list-{size}", Unit.Bytes, found.Select(result => (double)result.List.Bytes)));
            generator.Add(notebook.Record($"generator-{size}", Unit.Bytes, found.Select(result => (double)result.Generator.Bytes)));
        }

        notebook.Record("list", Unit.Bytes, list[^1].Samples);
        notebook.Record("generator", Unit.Bytes, generator[^1].Samples);
        notebook.Record("examples", Unit.Count, sizes[^1]);
        Measurement growth = notebook.Record("growth-list", Unit.Bytes, list[^1].Samples.Zip(list[0].Samples, (large, small) => (large - small) / (sizes[^1] - sizes[0])));
        Measurement flat = notebook.Record("growth-generator", Unit.Bytes, generator[^1].Samples.Zip(generator[0].Samples, (large, small) => (large - small) / (sizes[^1] - sizes[0])));
        double[] x = [.. sizes.Select(size => (double)size)];
        notebook.Add(new LinePlot
        {
            Title = ("Memory held in the middle of an epoch", "一轮训练读到一半时占用的内存"),
            X = ("examples in the data set", "数据集的样本数"),
            Y = ("MB", "MB"),
            Series =
            [
                Series.Of(("all examples in a list", "全部样本放在列表里"), x, [.. list.Select(Megabytes)]),
                Series.Of(("generator", "生成器"), x, [.. generator.Select(Megabytes)]),
            ],
        });
        int bytes = new GlyphSource(1, 0, 1).Format.Input.Bytes + sizeof(long);
        notebook.Decide("list", growth.Least > 0.9 * bytes && growth.Most < 1.3 * bytes);
        notebook.Decide("generator", flat.Most < 0.05 * bytes);
        notebook.Decide("order", isSame);
    }

    private static Measurement Megabytes(Measurement bytes) => bytes with { Samples = [.. bytes.Samples.Select(sample => sample / 1e6)] };

    // Reads an epoch batch by batch as training does; half way, weighs all that is alive.
    private static Reading Read(Func<IExampleSource> open)
    {
        long before = Weigh();
        IExampleSource source = open();
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IBatchReader reader = Loader.Open(source, Normalizer, [], new LoaderOptions { BatchSize = BatchSize, Shuffle = false, Prefetch = 0 });
        long held = 0;
        for (int batches = 1; reader.TryNext(out Batch? batch); batches++)
        {
            digest.AppendData(batch.Inputs.bytes);
            digest.AppendData(batch.Labels.bytes);
            if (batches == 5)
            {
                held = Weigh() - before;
            }
        }

        GC.KeepAlive(source);
        return new Reading(held, Convert.ToHexString(digest.GetHashAndReset()));
    }

    private static long Weigh()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed record Reading(long Bytes, string Digest);
}
