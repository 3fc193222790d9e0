using System.Globalization;
using Descent.Training;
using Descent.Training.Observers;

namespace Descent.Cli.Progress;

/// <summary>Numbers and lines of a run in the words that every view uses.</summary>
internal static class ProgressText
{
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"8.4 s", "3:05" or "1:02:03".</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s"),
        { TotalHours: < 1 } => time.ToString(@"m\:ss", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}"),
    };

    /// <summary>Two lines: the network and its data, and what a run over them is.</summary>
    public static string Start(RunStart start)
    {
        string examples = start.TrainExamples is { } count ? Count(count) : "a stream of";
        string steps = start.StepsPerEpoch is { } perEpoch ? $", {Count(perEpoch)} steps an epoch" : "";
        string resumed = start.FirstStep > 0 ? $", going on after step {Count(start.FirstStep)}" : "";
        string threads = $"{start.Threads} thread{(start.Threads == 1 ? "" : "s")}";
        string device = start.Device == ComputeDevice.Cpu ? "" : ", on the GPU";
        string precision = start.Precision == Precision.Fp32 ? "" : $", {start.Precision.ToString().ToLowerInvariant()}";
        string layout = start.Layout == Layout.Nhwc ? ", channels last" : "";
        return $"{start.Run.Manifest.Network} on {start.Run.Manifest.Dataset}: {Count(start.Parameters)} parameters, {threads}{device}{precision}{layout}{resumed}{Environment.NewLine}"
            + $"{examples} training and {Count(start.ValidationExamples)} validation examples{steps}";
    }

    public static string Epoch(EpochReport epoch, int epochs)
    {
        string accuracy = epoch.Train.Accuracy is { } train ? $"  accuracy {Percent(train)}" : "";
        string validation = epoch.Validation switch
        {
            null => "",
            { ExactMatch: { } exact, Accuracy: { } value } => $"  validation {Percent(value)}, exact {Percent(exact)}",
            { Accuracy: { } value } => $"  validation {Percent(value)}",
            { Loss: var loss } => string.Create(CultureInfo.InvariantCulture, $"  validation loss {loss:F4}"),
        };
        // Blanks in its place keep the columns after it straight.
        string best = epoch.IsBest ? " (best)" : epoch.Validation is null ? "" : "       ";
        double seconds = Math.Max(epoch.Elapsed.TotalSeconds, 1e-9);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch + 1}/{epochs}  loss {epoch.Train.Loss:F4}{accuracy}{validation}{best}  {epoch.Examples / seconds,7:N0} examples/s  "
            + $"reader wait {100 * epoch.Waited.TotalSeconds / seconds:F1} %  {Duration(epoch.Elapsed)}");
    }
}
