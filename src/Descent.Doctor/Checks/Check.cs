using System.Globalization;
using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>One rule of the doctor: looks at what was measured and says what is the matter, or nothing. It knows no clock and keeps nothing.</summary>
public abstract class Check
{
    /// <summary>Its name in files and reports, for example "dead-relu".</summary>
    public abstract string Id { get; }

    /// <summary>What it looks for, for example "Dead ReLUs".</summary>
    public abstract string Title { get; }

    /// <summary>Its thresholds and where they come from, in a sentence.</summary>
    public abstract string Threshold { get; }

    /// <summary>Why it matters, in two sentences that a learner understands.</summary>
    public abstract string Why { get; }

    /// <summary>The experiment of the lab that shows it, 1 to 20; null where none does.</summary>
    public virtual int? Experiment => null;

    /// <summary>Whether what it suggests is meant for examples that are not trained on, and costs training loss where it works.</summary>
    public virtual bool IsForUnseen => false;

    /// <summary>What it finds in a run, the worst first; nothing when there is nothing to say, or not enough was measured.</summary>
    public abstract IEnumerable<Finding> Look(RunHistory run);

    /// <summary>A finding of this check.</summary>
    /// <param name="run">The run.</param>
    /// <param name="severity">How much it matters.</param>
    /// <param name="where">The layer, parameter or examples; empty for the run as a whole.</param>
    /// <param name="what">What is the matter, in a sentence with its numbers.</param>
    /// <param name="fix">What to change, in a sentence.</param>
    /// <param name="options">The change as words for the command line; empty where it is none.</param>
    /// <param name="evidence">The numbers.</param>
    protected Finding Say(
        RunHistory run, Severity severity, string where, string what, string fix, IReadOnlyList<string> options, params IReadOnlyList<Evidence> evidence) => new()
        {
            Check = Id,
            Severity = severity,
            Step = run.Step,
            Epoch = run.Epoch,
            Where = where,
            What = what,
            Why = Why,
            Fix = fix,
            Options = options,
            Evidence = evidence,
            Experiment = Experiment,
        };

    /// <summary>A number as people read it: three digits, powers of ten where it is far from 1.</summary>
    protected static string Show(double value) => value.ToString(Math.Abs(value) is 0 or (>= 0.001 and < 100_000) ? "#,0.###" : "0.##e+0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    protected static string Percent(double share) => share.ToString(share is > 0 and < 0.01 ? "0.##%" : "0.#%", CultureInfo.InvariantCulture);

    /// <summary>A number as an option takes it, with two digits.</summary>
    protected static string Option(double value) => value.ToString("G2", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal);
}
