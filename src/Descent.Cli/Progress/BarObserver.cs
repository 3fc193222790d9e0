using Descent.Runs.Findings;
using Descent.Training.Observers;

namespace Descent.Cli.Progress;

/// <summary>A live line on a terminal, drawn over at most ten times a second; a line that stays for each epoch.</summary>
/// <remarks>A step costs a few additions and one look at the clock, and allocates nothing, drawn or not.</remarks>
internal sealed class BarObserver(TextWriter output, int width, bool hasColors, TimeProvider clock) : ITrainingObserver, IDisposable
{
    private const int BarWidth = 24;
    private const char Filled = '━';
    private const string ToLineStart = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly char[] _text = new char[512];
    private RunStart? _start;
    private EpochSoFar _epoch;
    private long _drawn;

    public void RunStarted(RunStart start)
    {
        _start = start;
        _drawn = clock.GetTimestamp();
        output.WriteLine(ProgressText.Start(start));
    }

    public void StepFinished(in StepReport step)
    {
        _epoch.Add(step);
        long now = clock.GetTimestamp();
        if (clock.GetElapsedTime(_drawn, now) >= Pause)
        {
            _drawn = now;
            Draw(step);
        }
    }

    public void EpochFinished(EpochReport epoch)
    {
        _epoch = default;
        Say(ProgressText.Epoch(epoch, _start!.Epochs));
    }

    public void Found(Finding finding)
    {
        foreach (string line in FindingText.Lines(finding, hasColors))
        {
            Say(line);
        }
    }

    public void Noticed(string notice) => Say($"note: {notice}");

    /// <summary>Takes the bar away, so that what is said next has the line for itself.</summary>
    public void Dispose()
    {
        output.Write(ToLineStart);
        output.Flush();
    }

    private void Say(string line)
    {
        output.Write(ToLineStart);
        output.WriteLine(line);
    }

    private void Draw(in StepReport step)
    {
        RunStart start = _start!;
        CharLine line = new(_text);
        line.Add("epoch ");
        line.Add(step.Epoch + 1);
        line.Add("/");
        line.Add(start.Epochs);
        line.Add(" ");
        AddBar(ref line, start, step);
        AddNumbers(ref line);
        AddTimeLeft(ref line, start, step);
        output.Write(ToLineStart);
        // One column stays free: a terminal breaks the line after its last one.
        Write(Math.Min(line.Length, width - 1));
        output.Flush();
    }

    // The bar alone is colored, so the escape codes never count as columns.
    private void Write(int count)
    {
        int bar = Array.IndexOf(_text, Filled, 0, count);
        int end = bar < 0 ? 0 : Array.LastIndexOf(_text, Filled, count - 1) + 1;
        if (!hasColors || bar < 0)
        {
            output.Write(_text, 0, count);
            return;
        }

        output.Write(_text, 0, bar);
        output.Write("\e[32m");
        output.Write(_text, bar, end - bar);
        output.Write("\e[0m");
        output.Write(_text, end, count - end);
    }

    private static void AddBar(ref CharLine line, RunStart start, in StepReport step)
    {
        if (start.StepsPerEpoch is not { } steps)
        {
            line.Add("batch ");
            line.Add(step.Batch + 1, "N0");
            return;
        }

        double done = (step.Batch + 1.0) / steps;
        int filled = Math.Min(BarWidth, (int)(done * BarWidth));
        line.Add(Filled, filled);
        line.Add('─', BarWidth - filled);
        line.Add(done < 0.1 ? "   " : done < 1 ? "  " : " ");
        line.Add((int)(100 * done));
        line.Add(" %");
    }

    private void AddNumbers(ref CharLine line)
    {
        line.Add("  loss ");
        line.Add(_epoch.Loss, "F4");
        if (_epoch.Accuracy is { } accuracy)
        {
            line.Add("  accuracy ");
            line.Add(100 * accuracy, "F1");
            line.Add(" %");
        }

        line.Add("  ");
        line.Add(_epoch.ExamplesPerSecond, "N0");
        line.Add(" examples/s  reader wait ");
        line.Add(100 * _epoch.WaitShare, "F1");
        line.Add(" %");
    }

    private void AddTimeLeft(ref CharLine line, RunStart start, in StepReport step)
    {
        if (start.StepsPerEpoch is { } steps)
        {
            TimeSpan left = _epoch.PerStep * Math.Max(0, (start.Epochs * steps) - step.Step);
            line.Add("  ETA ");
            line.Add((long)left.TotalMinutes);
            line.Add(":");
            line.Add(left.Seconds, "D2");
        }
    }
}
