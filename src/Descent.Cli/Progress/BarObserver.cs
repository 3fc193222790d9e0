using System.Globalization;
using Descent.Training;
using Descent.Training.Observers;

namespace Descent.Cli.Progress;

/// <summary>A live line on a terminal, drawn over at most ten times a second; a line that stays for each epoch.</summary>
/// <remarks>A step costs a few additions and one look at the clock, and allocates nothing, drawn or not.</remarks>
internal sealed class BarObserver(TextWriter output, int width, bool hasColors, TimeProvider clock) : ITrainingObserver
{
    private const int BarWidth = 24;
    private const string ToLineStart = "\r\e[K";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // One column stays free: a terminal breaks the line after its last one.
    private readonly char[] _line = new char[Math.Max(width - 1, 0)];
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

    public void Noticed(string notice) => Say($"note: {notice}");

    public void RunFinished(TrainingOutcome outcome)
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
        _ = _text.AsSpan().TryWrite(CultureInfo.InvariantCulture, $"epoch {step.Epoch + 1}/{start.Epochs} ", out int length);
        length += Bar(_text.AsSpan(length), start, step);
        length += Numbers(_text.AsSpan(length), step);
        length += Eta(_text.AsSpan(length), start, step);

        int count = Math.Min(length, _line.Length);
        _text.AsSpan(0, count).CopyTo(_line);
        output.Write(ToLineStart);
        Write(_line, count);
        output.Flush();
    }

    // The bar alone is colored, so the escape codes never count as columns.
    private void Write(char[] line, int count)
    {
        int bar = Array.IndexOf(line, '━', 0, count);
        int end = Array.LastIndexOf(line, '━', count - 1) + 1;
        if (!hasColors || bar < 0)
        {
            output.Write(line, 0, count);
            return;
        }

        output.Write(line, 0, bar);
        output.Write("\e[32m");
        output.Write(line, bar, end - bar);
        output.Write("\e[0m");
        output.Write(line, end, count - end);
    }

    private static int Bar(Span<char> text, RunStart start, in StepReport step)
    {
        int length;
        if (start.StepsPerEpoch is not { } steps)
        {
            _ = text.TryWrite(CultureInfo.InvariantCulture, $"batch {step.Batch + 1:N0}", out length);
            return length;
        }

        double done = (step.Batch + 1.0) / steps;
        int filled = Math.Min(BarWidth, (int)(done * BarWidth));
        text[..filled].Fill('━');
        text[filled..BarWidth].Fill('─');
        _ = text[BarWidth..].TryWrite(CultureInfo.InvariantCulture, $" {100 * done,3:F0} %", out length);
        return BarWidth + length;
    }

    private int Numbers(Span<char> text, in StepReport step)
    {
        _ = text.TryWrite(CultureInfo.InvariantCulture, $"  loss {_epoch.Loss:F4}", out int length);
        if (_epoch.Accuracy is { } accuracy)
        {
            _ = text[length..].TryWrite(CultureInfo.InvariantCulture, $"  accuracy {100 * accuracy:F1} %", out int more);
            length += more;
        }

        _ = text[length..].TryWrite(
            CultureInfo.InvariantCulture, $"  {_epoch.ExamplesPerSecond:N0} examples/s  reader wait {100 * _epoch.WaitShare:F1} %", out int last);
        return length + last;
    }

    private int Eta(Span<char> text, RunStart start, in StepReport step)
    {
        if (start.StepsPerEpoch is not { } steps)
        {
            return 0;
        }

        TimeSpan left = _epoch.PerStep * Math.Max(0, (start.Epochs * steps) - step.Step);
        _ = text.TryWrite(
            CultureInfo.InvariantCulture, $"  ETA {(long)left.TotalMinutes}:{left.Seconds:D2}", out int length);
        return length;
    }
}
