using Descent.Runs.Findings;

namespace Descent.Bench.Gallery;

/// <summary>What the doctor said of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Sick">What it said of the training with the fault, the first the likeliest cause; empty for a healthy training.</param>
/// <param name="Healthy">What it said of the training without it.</param>
internal sealed record GalleryResult(
    GalleryCase Case, IReadOnlyList<(string Check, Severity Severity, long Step)> Sick, IReadOnlyList<(string Check, Severity Severity, long Step)> Healthy)
{
    // That a training has converged is no fault; it is told as a note, and must be.
    private const string Good = "converged";

    // Where one fault makes the other, both are right: a rate that is too high makes a loss swing or grow, weights that are drawn too large saturate and explode.
    private static readonly Dictionary<string, string[]> OtherCauses = new()
    {
        ["divergence"] = ["high-learning-rate"],
        ["oscillation"] = ["high-learning-rate"],
        ["exploding-gradient"] = ["bad-initialization", "initial-loss"],
        ["saturation"] = ["bad-initialization", "initial-loss"],
        ["initial-loss"] = ["bad-initialization"],
        ["unchanged-parameter"] = ["no-gradient"],
        ["not-finite"] = ["high-learning-rate", "bad-initialization", "divergence"],
    };

    /// <summary>The step in which its check found the fault; null where it did not.</summary>
    public long? Found => Told(Sick, Case.Check!)?.Step;

    /// <summary>Whether what was said first is the right cause.</summary>
    public bool IsCauseFirst => Case.Check is { } check && Sick.Where(told => told.Severity > Severity.Note || check == Good).Select(told => told.Check).FirstOrDefault() is { } first
        && (first == check || OtherCauses.GetValueOrDefault(check, []).Contains(first));

    /// <summary>What was said wrongly of the healthy training.</summary>
    public IEnumerable<string> FalseAlarms => Healthy.Where(told => told.Severity > Severity.Note || (told.Check == Good && Case.Check == Good)).Select(told => told.Check);

    /// <summary>What else was said of the training with the fault.</summary>
    public IEnumerable<string> Beside => Sick.Where(told => told.Severity > Severity.Note && told.Check != Case.Check).Select(told => told.Check);

    private static (string Check, Severity Severity, long Step)? Told(IReadOnlyList<(string Check, Severity Severity, long Step)> all, string check) =>
        all.Where(told => told.Check == check && (told.Severity > Severity.Note || check == Good)).Select(told => ((string, Severity, long)?)told).FirstOrDefault();
}
