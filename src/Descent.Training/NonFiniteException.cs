namespace Descent.Training;

/// <summary>A step's loss or gradient was NaN or infinite; the step was refused and the state before it saved, or the message says why it is not.</summary>
public sealed class NonFiniteException : Exception
{
    internal NonFiniteException(Loop.RefusedStep step, string reportPath, Exception? unsaved = null, Exception? unrecorded = null)
        : base($"Step {step.Step} was refused: {step.What} {Saved(reportPath, unsaved, unrecorded)}", unsaved ?? unrecorded)
    {
        Step = step.Step;
        Epoch = step.Epoch;
        ExampleIds = step.ExampleIds;
        Where = step.Layer;
        What = step.What;
        ReportPath = reportPath;
    }

    /// <summary>The update that was not made, counted from 1.</summary>
    public long Step { get; }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>The ids of the batch's examples.</summary>
    public IReadOnlyList<long> ExampleIds { get; }

    /// <summary>The first layer that went bad, or "input", "loss" or a parameter's name.</summary>
    public string Where { get; }

    /// <summary>What was not finite there, in a sentence.</summary>
    public string What { get; }

    /// <summary>The file that records the step.</summary>
    public string ReportPath { get; }

    private static string Saved(string reportPath, Exception? unsaved, Exception? unrecorded)
    {
        string state = unsaved is null ? "The state before it is saved" : $"The state before it could not be saved where it belongs ({unsaved.Message})";
        return unrecorded is null ? $"{state}, and {reportPath} names the batch's examples."
            : $"{state}, and the batch's examples could not be recorded in {reportPath} ({unrecorded.Message}).";
    }
}
