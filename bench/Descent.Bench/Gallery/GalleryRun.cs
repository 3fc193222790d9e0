using Descent.Data;
using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Doctor.Watching;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Training;

namespace Descent.Bench.Gallery;

/// <summary>A training of the gallery and what was measured of it: checks are asked afterwards, as often as one likes.</summary>
/// <param name="History">What was measured.</param>
internal sealed record GalleryRun(RunHistory History)
{
    /// <summary>Trains, watched in every tenth step, so that no clock decides what is measured.</summary>
    /// <param name="setup">The training.</param>
    /// <param name="folder">The run folder; one that has ended before is read and not trained again.</param>
    public static GalleryRun Record(GallerySetup setup, string folder)
    {
        if (!File.Exists(Path.Combine(folder, "done")))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Train(setup, folder);
            File.WriteAllText(Path.Combine(folder, "done"), "");
        }

        return new GalleryRun(RunHistory.Read(RunFolder.Open(folder)));
    }

    /// <summary>The step in which each check first spoke, with the worst that it said, in the order in which a diagnosis tells it.</summary>
    public IReadOnlyList<(string Check, Severity Severity, long Step)> Told()
    {
        Dictionary<string, (Severity Severity, long Step)> told = [];
        long[] steps = [.. History[Quantity.GradientNorm].Points.Concat(History[Quantity.EpochLoss].Points).Select(point => point.Step).Distinct().Order()];
        foreach (RunHistory known in steps.Select(History.Until).Append(History))
        {
            foreach (Finding finding in CheckCatalog.Look(known))
            {
                (Severity severity, long step) = told.GetValueOrDefault(finding.Check, (finding.Severity, finding.Step));
                told[finding.Check] = (finding.Severity > severity ? finding.Severity : severity, step);
            }
        }

        return [.. told.Select(item => (Check: item.Key, item.Value.Severity, item.Value.Step)).OrderBy(item => item.Severity == Severity.Note).ThenBy(item => CheckCatalog.Rank(item.Check))];
    }

    private static void Train(GallerySetup setup, string folder)
    {
        using var doctor = new RunDoctor(DoctorLevel.Deep, _ => { }, TimeProvider.System);
        Dataset data = setup.Data();
        try
        {
            new Trainer(setup.Options, new TrainerSetup { Output = folder, NetworkName = "gallery", Observers = [doctor], Probe = doctor })
                .Fit(setup.Network, data, setup.Optimizer, setup.Loss);
        }
        catch (NonFiniteException)
        {
            // What was refused is in the run folder, where the checks look for it.
        }
    }
}
