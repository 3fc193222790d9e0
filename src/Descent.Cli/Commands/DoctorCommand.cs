using System.CommandLine;
using System.Text;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Doctor.Proofs;
using Descent.Doctor.Record;
using Descent.Doctor.Reports;
using Descent.Lab;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Runs.Storage;

namespace Descent.Cli.Commands;

/// <summary>Says why a run is or isn't learning, from what was measured while it trained. Exits with 0, 1 or 2 for healthy, warnings or errors.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string?> _run = new("run") { Description = "The run's folder, for example runs/2026-11-23T10-15-00-lenet.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _record = new("--record") { Arity = ArgumentArity.Zero, Description = "Say how often each check was right, on a gallery of seeded faults with healthy twins." };
    private readonly Option<string> _html = new("--html") { HelpName = "FILE", Description = "Write the report as one page, with curves, that needs no network." };
    private readonly Option<bool> _json = new("--json") { Arity = ArgumentArity.Zero, Description = "Say it as one JSON object." };
    private readonly Option<bool> _try = new("--try")
    {
        Arity = ArgumentArity.Zero,
        Description = "Try each suggestion on a fork, the same batches with and without it; and where the loss falls no more, find out whether it is a minimum, a saddle, a ledge or vanished gradients. The run stays as it is.",
    };

    private readonly Option<int?> _steps = new("--steps") { HelpName = "N", Description = "Steps of each fork, 16 or more; against overfitting as many as the run made, up to ten times that. Default 200." };
    private readonly Option<bool> _sarif = new("--sarif") { Arity = ArgumentArity.Zero, Description = "Say it as SARIF 2.1.0, for code hosts and build servers." };

    public DoctorCommand(Terminal terminal)
        : base(
            "doctor", "Say why a run is or isn't learning, with the numbers. Exits with 0 when healthy, 1 with warnings, 2 with errors.",
            "descent doctor runs/2026-11-23T10-15-00-lenet",
            "descent doctor runs/2026-11-23T10-15-00-lenet --html report.html",
            "descent doctor runs/2026-11-23T10-15-00-lenet --try",
            "descent doctor runs/2026-11-23T10-15-00-lenet --sarif > doctor.sarif",
            "descent doctor --record")
    {
        _terminal = terminal;
        Add(_run);
        Add(_html);
        Add(_json);
        Add(_sarif);
        Add(_try);
        Add(_steps);
        Add(_record);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [];
        if (result.GetValue(_run) is null == !result.GetValue(_record))
        {
            mistakes.Add(new Mistake("The doctor looks at one run, or shows its own record.", result.GetValue(_record) ? "a run and --record" : "neither", "a run's folder, or --record", "Give one of the two."));
        }

        if (result.GetValue(_json) && result.GetValue(_sarif))
        {
            mistakes.Add(new Mistake("--json and --sarif contradict each other.", "--json --sarif", "one of the two", "Leave out one of the two."));
        }

        if (result.GetValue(_try) && result.GetValue(_sarif))
        {
            mistakes.Add(new Mistake("SARIF has no place for what is tried.", "--try --sarif", "--try, also with --json or --html", "Leave out one of the two."));
        }

        if (result.GetValue(_steps) is < 16 or > 1_000_000)
        {
            mistakes.Add(new Mistake("--steps is out of range.", $"{result.GetValue(_steps)}", "16 to 1,000,000", "200 is usual."));
        }

        if (result.GetValue(_html) is { } path && File.Exists(path) && !IsPage(path))
        {
            mistakes.Add(new Mistake($"'{path}' is there and no report.", path, "a new file, or a report that is written again", "Give another name to --html."));
        }

        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        if (result.GetValue(_record))
        {
            _terminal.Output.Write(DoctorRecord.Text);
            return ExitCode.Done;
        }

        Diagnosis diagnosis = Diagnosis.Of(RunFolder.Open(result.GetValue(_run)!));
        DiagnosisProofs? proofs = result.GetValue(_try) ? Try(diagnosis, result.GetValue(_steps) ?? 200) : null;
        if (result.GetValue(_html) is { } path)
        {
            WritePage(path, DiagnosisHtml.Write(diagnosis, ExperimentCatalog.Has, proofs));
        }

        if (result.GetValue(_json) || result.GetValue(_sarif))
        {
            using MemoryStream text = new();
            if (result.GetValue(_json))
            {
                DiagnosisJson.Write(diagnosis, text, proofs);
            }
            else
            {
                DiagnosisSarif.Write(diagnosis, text);
            }

            _terminal.Output.Write(Encoding.UTF8.GetString(text.ToArray()));
        }
        else
        {
            string shortened = RunPath.Shorten(diagnosis.Run.Path);
            DiagnosisView.Write(_terminal, diagnosis, shortened, result.GetValue(_html));
            TriedView.Write(_terminal, diagnosis, proofs, shortened);
        }

        return diagnosis.Worst switch
        {
            Severity.Note => ExitCode.Done,
            Severity.Warning => 1,
            _ => 2,
        };
    }

    private DiagnosisProofs Try(Diagnosis diagnosis, int steps)
    {
        var progress = new LineProgress(_terminal.Error);
        Dataset data = DataName.Load(diagnosis.Run.Manifest.Dataset, progress);
        return DiagnosisProofs.Of(diagnosis, () => NetworkName.Create(diagnosis.Run.Manifest, data), data, steps, progress);
    }

    private static bool IsPage(string path)
    {
        using StreamReader reader = new(path);
        return reader.ReadLine() == "<!doctype html>";
    }

    private static void WritePage(string path, string page)
    {
        try
        {
            DurableFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake($"'{path}' cannot be written.", e.Message, "a file in a folder that this user may write", "Give another name to --html."));
        }
    }
}
