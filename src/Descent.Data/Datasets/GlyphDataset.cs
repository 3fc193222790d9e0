using System.Globalization;
using Descent.Data.Glyphs;
using Descent.Runs;

namespace Descent.Data.Datasets;

/// <summary>"glyphs": digits that are drawn when they are read, so that nothing has to be downloaded.</summary>
internal static class GlyphDataset
{
    private const ulong Seed = 1;
    private const long DefaultCount = 20_000;
    private const int TestShare = 5;

    // Test glyphs begin where no training set reaches.
    private const long MaxCount = 1L << 40;

    public static DatasetDescription Description { get; } = new()
    {
        Name = "glyphs",
        Summary = "Hand-drawn-like digits, grey, drawn on this machine; glyphs:COUNT has COUNT training examples",
        TrainExamples = DefaultCount,
        TestExamples = DefaultCount / TestShare,
        Shape = [1, Glyph.Side, Glyph.Side],
        ClassNames = GlyphFormat.ClassNames,
        License = "no rights: they are made by this program",
        DownloadBytes = 0,
        Location = "built in",
    };

    /// <summary>The data set with a number of training examples, and a fifth as many for the test.</summary>
    public static Dataset Load(string? count)
    {
        if (count is null)
        {
            return Create("glyphs", DefaultCount);
        }

        return long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number is >= 10 and <= MaxCount
            ? Create($"glyphs:{count}", number)
            : throw new RunConfigurationException(new Mistake(
                "The number of glyphs is out of range.", count, string.Create(CultureInfo.InvariantCulture, $"10 to {MaxCount}"), "Write glyphs:50000, for example."));
    }

    private static Dataset Create(string name, long count) =>
        new(name, new GlyphSource(Seed, 0, count), new GlyphSource(Seed, MaxCount, Math.Max(1, count / TestShare)));
}
