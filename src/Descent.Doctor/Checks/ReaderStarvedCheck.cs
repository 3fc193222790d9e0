using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Training waits for its reader: two ceilings, and what the nearest change should give.</summary>
internal sealed class ReaderStarvedCheck : Check
{
    private const double Warn = 0.1;
    private const double Severe = 0.2;
    private const int Newest = 5;
    private const int Enough = 10;

    public override string Id => "reader-starved";

    public override string Title => "Waiting for data";

    public override string Threshold => "The median wait is over 10 % of the step time, in three of four probes too, an error over 20 % (TraceML).";

    public override string Why =>
        "While the network waits for a batch it learns nothing, and the cores that would compute are idle. Reading and computing side by side give the smaller of the two speeds, not their sum.";

    public override int? Experiment => 6;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series waits = run[Quantity.ReaderWait];
        double wait = waits.Count < Enough ? double.NaN : waits.Median(Newest);
        double usually = waits.LowerQuartile(Math.Max(2 * Newest, waits.Count / 2));
        if (!(wait > Warn && usually > Warn))
        {
            yield break;
        }

        TrainingCeilings ceilings = TrainingCeilings.Of(run, Newest);
        (string fix, string[] options) = ceilings.Advice(run);
        yield return Say(
            run, wait > Severe ? Severity.Error : Severity.Warning, "",
            $"Steps wait {Percent(wait)} of their time for data: the reader gives {Show(ceilings.Reader)} examples a second, the trainer could take {Show(ceilings.Trainer)}, and you get {Show(ceilings.Now)}.",
            fix, options, new Evidence("share of the step time spent waiting", wait, Warn), new Evidence("reader's ceiling, examples/s", ceilings.Reader),
            new Evidence("trainer's ceiling, examples/s", ceilings.Trainer), new Evidence("predicted with the change, examples/s", ceilings.Predicted));
    }
}
