using Descent.Lab.Reports;
using Descent.Lab.Texts;

namespace Descent.Lab.Tests.Reports;

/// <summary>The written report in a browser; its pictures are kept in artifacts/results/lab-report.</summary>
public sealed class ReportLooksTests
{
    // WCAG 2's least contrast for text that everybody can read.
    private const double Readable = 4.5;

    [Theory]
    [InlineData(390, false)]
    [InlineData(390, true)]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    public void Pages_fit_their_window_lack_nothing_and_can_be_read(int width, bool dark)
    {
        using TemporaryFolder folder = new();
        LabReport report = new(folder["report"]);
        report.Store(Sample.Experiment, Sample.Answer);
        report.WritePages(Language.English);
        Chromium browser = new(width, dark);
        (string Name, string Path, int Pictures)[] pages =
            [("index", report.IndexPath, 0), ("page", report.PagePath(Sample.Experiment, Language.English), 4), ("page-zh", report.PagePath(Sample.Experiment, Language.Chinese), 4)];
        foreach ((string name, string path, int pictures) in pages)
        {
            ShownPage shown = browser.Show(path, Path.Combine(Repository.Root, "artifacts", "results", "lab-report", $"{name}-{width}-{(dark ? "dark" : "light")}.png"));

            Assert.Equal((width, dark), (shown.Width, shown.Dark));
            Assert.InRange(shown.ScrollWidth, 1, width);
            Assert.Empty(shown.Failed);
            Assert.Equal(pictures, shown.Pictures);
            Assert.InRange(shown.Texts.Count, 10, 1000);
            Assert.All(shown.Texts, text => Assert.True(text.Contrast >= Readable, $"{name}: '{text.Words}' has a contrast of {text.Contrast:F2}."));
        }
    }
}
