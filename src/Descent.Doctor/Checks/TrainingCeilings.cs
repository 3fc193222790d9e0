using System.Globalization;
using Descent.Doctor.History;
using Descent.Training;

namespace Descent.Doctor.Checks;

/// <summary>How fast the reader and the trainer would be by themselves, and what a change would give, in examples per second.</summary>
/// <param name="Now">What both together give.</param>
/// <param name="Reader">What the workers read when they never wait: with a reader that is always behind, all that there is.</param>
/// <param name="Trainer">What is trained when it never waits.</param>
/// <param name="Predicted">What the advice should give.</param>
internal sealed record TrainingCeilings(double Now, double Reader, double Trainer, double Predicted)
{
    /// <param name="run">A run whose steps wait for data.</param>
    /// <param name="newest">How many of the newest probes count.</param>
    public static TrainingCeilings Of(RunHistory run, int newest)
    {
        TrainingOptions options = run.Plan.Training;
        double seconds = run[Quantity.StepSeconds].Median(newest);
        double wait = run[Quantity.ReaderWait].Median(newest);
        double now = options.BatchSize / seconds;
        double trainer = options.BatchSize / (seconds * (1 - wait));

        // Where the two take turns the wait is all of the reading.
        double reader = TakeTurns(run) ? options.BatchSize / (seconds * wait) : now;
        double predicted = IsAlone(run) ? now : Math.Min(trainer, options.Prefetch == 0 ? reader : reader * Workers(run) / options.Workers);
        return new TrainingCeilings(now, reader, trainer, predicted);
    }

    /// <summary>The change that gets nearest to the trainer's ceiling.</summary>
    public (string Fix, string[] Options) Advice(RunHistory run)
    {
        TrainingOptions options = run.Plan.Training;
        string predicted = Predicted.ToString("N0", CultureInfo.InvariantCulture);
        int workers = Workers(run);
        return options.Prefetch == 0 && !IsAlone(run) ? ($"Read ahead, beside the training: about {predicted} examples/s.", ["--prefetch", "4"])
            : workers > options.Workers
                ? ($"Read with {workers} workers: about {predicted} examples/s.", ["--workers", workers.ToString(CultureInfo.InvariantCulture)])
                : ("All cores work already: make reading cheaper (smaller images, fewer transforms, a format that need not be decoded).", []);
    }

    // One core reads and computes in turn, whatever threads there are.
    private static bool IsAlone(RunHistory run) => run.Facts.Cores == 1;

    private static bool TakeTurns(RunHistory run) => run.Plan.Training.Prefetch == 0 || (IsAlone(run) && run.Plan.Training.Workers == 1);

    // As many as reach the trainer's ceiling, and no more than there are cores.
    private static int Workers(RunHistory run)
    {
        TrainingOptions options = run.Plan.Training;
        double wait = run[Quantity.ReaderWait].Median(5);
        int wanted = options.Prefetch == 0 ? options.Workers : (int)Math.Ceiling(options.Workers / (1 - wait));
        return Math.Clamp(wanted, options.Workers, Math.Max(options.Workers, run.Facts.Cores));
    }
}
