using Descent.Cli.Errors;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Training;
using Descent.Training.Observers;

namespace Descent.Cli.Commands;

/// <summary>What train and resume have in common: signals, what is said meanwhile and at the end, the exit code.</summary>
internal sealed class WatchedTraining(Terminal terminal, OutputStyle style, int logEvery)
{
    /// <summary>Loads the data and trains.</summary>
    /// <param name="data">The data set's name or KIND:PATH.</param>
    /// <param name="train">Trains with the setup that it is given.</param>
    public int Run(string data, Func<Dataset, TrainerSetup, TrainingOutcome> train)
    {
        using StopSignals signals = new(terminal.Error);
        Dataset dataset;
        try
        {
            dataset = DataName.Load(data, new LineProgress(terminal.Error), signals.Stop);
        }
        catch (OperationCanceledException) when (signals.ExitCode != 0)
        {
            throw new StoppedException(signals.ExitCode);
        }

        return Close(Watch(setup => train(dataset, setup), signals), signals, dataset.Train.Format.Input);
    }

    // The observer is gone before anything else is said: the bar leaves its line also when training fails.
    private TrainingOutcome Watch(Func<TrainerSetup, TrainingOutcome> train, StopSignals signals)
    {
        ITrainingObserver? observer = Observer();
        using var disposable = observer as IDisposable;
        return train(new TrainerSetup { Observers = observer is null ? [] : [observer], Stop = signals.Stop, Clock = terminal.Clock });
    }

    private ITrainingObserver? Observer() => style switch
    {
        OutputStyle.Json => new JsonObserver(Console.OpenStandardOutput(), logEvery),
        OutputStyle.Quiet => null,
        _ when terminal.IsInteractive => new BarObserver(terminal.Output, terminal.Width, terminal.HasColors, terminal.Clock),
        _ => new LineObserver(terminal.Output),
    };

    private int Close(TrainingOutcome outcome, StopSignals signals, ArrayFormat input)
    {
        string run = RunPath.Shorten(outcome.Run.Path);
        if (outcome.End == TrainingEnd.Interrupted)
        {
            terminal.Error.WriteLine($"Stopped after step {ProgressText.Count(outcome.Steps)}, with a checkpoint. Go on with: {terminal.Command} resume {run}");
            return signals.ExitCode;
        }

        if (style == OutputStyle.Quiet)
        {
            terminal.Output.WriteLine(ClosingTable.ResultLine(outcome, run));
        }
        else if (style == OutputStyle.Progress)
        {
            ClosingTable.Write(terminal, outcome, run, input);
        }

        return ExitCode.Done;
    }
}
