using Descent.Lab.Answers;
using Descent.Lab.Reports;
using Descent.Runs;
using Descent.Torch.Loading;

namespace Descent.Lab.Running;

/// <summary>Asks questions: each experiment is run alone, in a scratch folder that is gone afterwards.</summary>
/// <param name="options">How.</param>
/// <param name="progress">Is told what is being measured.</param>
/// <param name="clock">The clock of what takes time; the system's when null.</param>
public sealed class LabSession(LabOptions options, IProgress<string>? progress = null, TimeProvider? clock = null)
{
    private static int _sessions;
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Measures an experiment's answer.</summary>
    /// <param name="experiment">Which.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="RunConfigurationException">The options are out of range.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public Answer Run(Experiment experiment, CancellationToken stop = default)
    {
        if (options.FindMistakes() is { Count: > 0 } mistakes)
        {
            throw new RunConfigurationException(mistakes);
        }

        Libtorch.Load();
        int threads = TorchSharp.torch.get_num_threads();
        TorchSharp.torch.set_num_threads(1);
        string scratch = CreateScratch();
        try
        {
            using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
            long start = _clock.GetTimestamp();
            var notebook = new Notebook(options, scratch, progress, _clock, stop);
            experiment.Run(notebook);
            return notebook.Close(experiment, options, LabProgram.Version, _clock.GetElapsedTime(start));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
            TorchSharp.torch.set_num_threads(threads);
        }
    }

    /// <summary>An experiment's answer from a report where the same question was asked of the same program before; otherwise it is measured, and stored there.</summary>
    /// <param name="experiment">Which.</param>
    /// <param name="report">Where answers are kept.</param>
    /// <param name="isStored">Whether it was there.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <inheritdoc cref="Run"/>
    public Answer RunOrRead(Experiment experiment, LabReport report, out bool isStored, CancellationToken stop = default)
    {
        Answer? stored = report.Read(experiment);
        isStored = stored is not null && stored.Options == options && stored.Program == LabProgram.Version;
        Answer answer = isStored ? stored! : Run(experiment, stop);
        if (!isStored)
        {
            report.Store(experiment, answer);
        }

        return answer;
    }

    // Runs of seconds write a checkpoint at the end of every epoch, safely on disk; in memory that costs nothing.
    private static string CreateScratch()
    {
        const string Memory = "/dev/shm";
        return Directory.Exists(Memory)
            ? Directory.CreateDirectory(Path.Combine(Memory, $"descent-lab-{Environment.ProcessId}-{Interlocked.Increment(ref _sessions)}")).FullName
            : Directory.CreateTempSubdirectory("descent-lab-").FullName;
    }
}
