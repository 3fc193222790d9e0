using System.Text.Json;
using System.Xml.Linq;
using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Doctor.Reports;
using Descent.Doctor.Watching;
using Descent.Models;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Reports;

public sealed class DiagnosisTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Is_the_same_in_words_as_JSON_as_SARIF_and_as_a_page()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 1);

        Diagnosis diagnosis = Diagnosis.Of(run);

        Assert.Equal(Severity.Error, diagnosis.Worst);
        Assert.Matches(@"^\d+ errors?", diagnosis.Verdict);
        string[] checks = [.. diagnosis.Findings.Select(finding => finding.Check)];
        JsonElement json = Parse(stream => DiagnosisJson.Write(diagnosis, stream));
        Assert.Equal(checks, json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("check").GetString()!));
        JsonElement sarif = Parse(stream => DiagnosisSarif.Write(diagnosis, stream)).GetProperty("runs")[0];
        Assert.Equal(checks, sarif.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()!));
        Assert.Equal(checks.Distinct(), sarif.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()!));
        string page = DiagnosisHtml.Write(diagnosis, _ => true);
        Assert.Equal(checks.Length, page.Split("<article").Length - 1);
        Assert.All(page.Split("<svg").Skip(1), svg => XDocument.Parse("<svg" + svg[..(svg.IndexOf("</svg>", StringComparison.Ordinal) + 6)]));
        Assert.Contains("Curvature along the step", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_while_it_trained_stands_where_nothing_finds_it_any_more()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.002);
        using (FindingsLog log = FindingsLog.Open(run.FindingsPath))
        {
            log.Write(new Finding
            {
                Check = "from-elsewhere",
                Severity = Severity.Warning,
                Step = 3,
                Epoch = 0,
                What = "<script>",
                Evidence = [],
                Why = "",
                Fix = "",
            });
        }

        Diagnosis diagnosis = Diagnosis.Of(run);

        Assert.Contains(diagnosis.Findings, finding => finding.Check == "from-elsewhere");
        Assert.DoesNotContain("<script>", DiagnosisHtml.Write(diagnosis, _ => true), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_where_nothing_was_tried_before_the_first_step()
    {
        const string Untried = "Nothing was tried before the first step";
        Assert.DoesNotContain(Untried, DiagnosisHtml.Write(Diagnosis.Of(TrainedRun.Make(_folder["run"], learningRate: 0.002)), _ => true), StringComparison.Ordinal);

        using var doctor = new RunDoctor(DoctorLevel.On, _ => { }, TimeProvider.System);
        RunFolder run = new Trainer(new TrainingOptions { Epochs = 1, Validation = 0, Threads = 1 }, new TrainerSetup { Output = _folder["stream"], Observers = [doctor], Probe = doctor })
            .Fit(() => new LeNet(), new Dataset("stream", new GlyphStreamSource(1, 0, 300), null), new AdamOptions { LearningRate = 0.002 }, Loss.CrossEntropy).Run;

        Diagnosis diagnosis = Diagnosis.Of(run);

        Assert.True(diagnosis is { IsProbed: true, IsTried: false });
        Assert.Contains(Untried, DiagnosisHtml.Write(diagnosis, _ => true), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement Parse(Action<Stream> write)
    {
        using MemoryStream text = new();
        write(text);
        return JsonDocument.Parse(text.ToArray()).RootElement;
    }
}
