using Descent.Runs.Findings;
using Descent.Training.Observers;

namespace Descent.Cli.Progress;

/// <summary>Plain lines for logs and pipes: one at the start, one an epoch.</summary>
internal sealed class LineObserver(TextWriter output) : ITrainingObserver
{
    private int _epochs;

    public void RunStarted(RunStart start)
    {
        _epochs = start.Epochs;
        output.WriteLine(ProgressText.Start(start));
    }

    public void EpochFinished(EpochReport epoch) => output.WriteLine(ProgressText.Epoch(epoch, _epochs));

    public void Found(Finding finding)
    {
        foreach (string line in FindingText.Lines(finding))
        {
            output.WriteLine(line);
        }
    }

    public void Noticed(string notice) => output.WriteLine($"note: {notice}");
}
