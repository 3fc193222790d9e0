using Descent.Lab.Answers;
using Descent.Lab.Reports;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Runs;

namespace Descent.Lab.Tests.Reports;

public sealed class LabReportTests
{
    [Fact]
    public void A_folder_that_holds_something_else_is_refused_and_left_as_it_was()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["mine.txt"], "mine");

        string message = Assert.Throws<RunConfigurationException>(() => new LabReport(folder.Path)).Message;

        Assert.Contains("holds something else", message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.NotEmpty(LabReport.FindMistakes(folder["mine.txt"]));
        Assert.Empty(LabReport.FindMistakes(folder["new"]));
    }

    [Fact]
    public void Pages_are_written_in_both_languages_and_what_else_is_there_stays()
    {
        using TemporaryFolder folder = new();
        LabReport report = new(folder["report"]);
        report.Store(Sample.Experiment, Sample.Answer);
        File.WriteAllText(Path.Combine(folder["report"], "notes.txt"), "mine");

        new LabReport(folder["report"]).WritePages(Language.Chinese);

        Assert.Equal(
            ["answers", "answers/15.json", "en", "en/15.html", "en/index.html", "index.html", "lab.json", "notes.txt", "zh", "zh/15.html", "zh/index.html"],
            Directory.EnumerateFileSystemEntries(folder["report"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder["report"], path)).Order(StringComparer.Ordinal));
        string index = File.ReadAllText(report.IndexPath);
        Assert.Contains("<html lang=\"zh-CN\">", index, StringComparison.Ordinal);
        Assert.Contains("href=\"zh/15.html\"", index, StringComparison.Ordinal);
        Assert.Contains("href=\"en/index.html\"", index, StringComparison.Ordinal);
        Assert.Contains("descent lab run 7", index, StringComparison.Ordinal);
        Assert.Contains("href=\"../zh/15.html\"", File.ReadAllText(report.PagePath(Sample.Experiment, Language.English)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_comes_back_as_it_was_stored_and_a_damaged_one_not_at_all()
    {
        using TemporaryFolder folder = new();
        LabReport report = new(folder["report"]);
        report.Store(Sample.Experiment, Sample.Answer);

        Answer read = report.Read(Sample.Experiment)!;
        Assert.Equal(Sample.Answer.Options, read.Options);
        Assert.Equal(Sample.Answer.Claims, read.Claims);
        Assert.Equal(Sample.Answer.Values["kernels"].Samples, read.Values["kernels"].Samples);
        Assert.Equal(
            ExperimentPage.Of(Sample.Experiment, Sample.Answer, Language.Chinese).Markup, ExperimentPage.Of(Sample.Experiment, read, Language.Chinese).Markup);

        File.WriteAllText(Path.Combine(folder["report"], "answers", "15.json"), "{\"format\": 1, \"numb");
        Assert.Null(report.Read(Sample.Experiment));
    }

    [Fact]
    public void What_was_measured_is_taken_from_the_report_only_when_the_same_is_asked_of_the_same_program()
    {
        using TemporaryFolder folder = new();
        LabReport report = new(folder["report"]);
        LabSession session = new(LabOptions.Small);
        report.Store(Sample.Experiment, Sample.Answer);

        Answer measured = session.RunOrRead(Sample.Experiment, report, out bool isStored, TestContext.Current.CancellationToken);
        Assert.False(isStored); // Another program's.
        Answer again = session.RunOrRead(Sample.Experiment, report, out isStored, TestContext.Current.CancellationToken);
        Assert.True(isStored);
        Assert.Equal(measured.Seconds, again.Seconds);
        new LabSession(LabOptions.Small with { Seeds = 4 }).RunOrRead(Sample.Experiment, report, out isStored, TestContext.Current.CancellationToken);
        Assert.False(isStored);
    }
}
