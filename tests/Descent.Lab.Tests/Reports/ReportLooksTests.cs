using Descent.Lab.Reports;
using Descent.Lab.Texts;

namespace Descent.Lab.Tests.Reports;

/// <summary>The written report in a browser; pictures of it are kept in artifacts/results/lab-report.</summary>
public sealed class ReportLooksTests
{
    // WCAG 2's least contrast for text that everybody can read.
    private const double Readable = 4.5;

    // A phone's and a desk's.
    private static readonly int[] Widths = [390, 1280];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_fit_their_window_lack_nothing_and_can_be_read(bool dark)
    {
        using TemporaryFolder folder = new();
        LabReport report = new(folder["report"]);
        report.Store(Sample.Experiment, Sample.Answer);
        report.WritePages(Language.English);
        (string Path, int Pictures, int Width)[] pages =
        [
            .. from width in Widths
               from page in new[] { (report.IndexPath, 0), (report.PagePath(Sample.Experiment, Language.English), 4), (report.PagePath(Sample.Experiment, Language.Chinese), 4) }
               select (page.Item1, page.Item2, width),
        ];

        IReadOnlyList<ShownPage> all = new Chromium(dark).Show(
            [.. pages.Select(page => (page.Path, page.Width))], Path.Combine(Repository.Root, "artifacts", "results", "lab-report", dark ? "dark.png" : "light.png"));

        Assert.Equal(pages.Length, all.Count);
        foreach (((string path, int pictures, int width), ShownPage shown) in pages.Zip(all))
        {
            Assert.Equal((width, dark), (shown.Width, shown.Dark));
            Assert.InRange(shown.ScrollWidth, 1, width);
            Assert.Empty(shown.Failed);
            Assert.Equal(pictures, shown.Pictures);
            Assert.InRange(shown.Texts.Count, 10, 1000);
            Assert.All(shown.Texts, text => Assert.True(text.Contrast >= Readable, $"{path}, {width} wide: '{text.Words}' has a contrast of {text.Contrast:F2}."));
        }
    }
}
