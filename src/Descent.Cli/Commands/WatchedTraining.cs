using Descent.Cli.Errors;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;
using Descent.Doctor.Watching;
using Descent.Torch.Loading;
using Descent.Training;
using Descent.Training.Collectives;
using Descent.Training.Observers;

namespace Descent.Cli.Commands;

/// <summary>What train and resume have in common: signals, what is said meanwhile and at the end, the exit code.</summary>
internal sealed class WatchedTraining(Terminal terminal, OutputStyle style, DoctorLevel doctorLevel, int logEvery)
{
    private readonly RankPlace? _place = RankPlace.Find(Environment.GetEnvironmentVariable);

    /// <summary>Loads the data and trains.</summary>
    /// <param name="data">The data set's name or KIND:PATH.</param>
    /// <param name="train">Trains with the setup that it is given.</param>
    public int Run(string data, Func<Dataset, TrainerSetup, TrainingOutcome> train)
    {
        using StopSignals signals = new(terminal.Error, isLaunched: Terminal.IsLaunched);
        using ICollective ranks = MpiCollective.Join();
        using IDisposable libtorch = Libtorch.BeginLoad();
        Dataset dataset;
        try
        {
            dataset = DataName.Load(data, new LineProgress(terminal.Error), signals.Stop);
        }
        catch (OperationCanceledException) when (signals.ExitCode != 0)
        {
            throw new StoppedException(signals.ExitCode);
        }

        TrainingOutcome outcome = Watch(setup => train(dataset, setup with { Collective = ranks }), ranks.Rank == 0 ? Observer() : null, ranks.Rank > 0, signals);
        return ranks.Rank > 0 ? ExitCode.Done : Close(outcome, signals, dataset.Train.Format.Input);
    }

    // The observer is gone before anything else is said: the bar leaves its line also when training fails.
    private TrainingOutcome Watch(Func<TrainerSetup, TrainingOutcome> train, ITrainingObserver? observer, bool isOther, StopSignals signals)
    {
        using var disposable = observer as IDisposable;
        using RunDoctor? doctor = doctorLevel == DoctorLevel.Off || isOther ? null : new RunDoctor(doctorLevel, finding => observer?.Found(finding), terminal.Clock);
        ITrainingObserver?[] watchers = [observer, doctor];
        return train(new TrainerSetup { Observers = [.. watchers.OfType<ITrainingObserver>()], Probe = doctor, Stop = signals.Stop, Clock = terminal.Clock });
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
            terminal.Error.WriteLine($"Stopped after step {ProgressText.Count(outcome.Steps)}, with a checkpoint. Go on with: {terminal.TrainingCommand} resume {run}");
            // A rank that ends with another code than 0 makes mpirun end the others: rank 0 says it for all. It may be another that was asked to stop.
            return _place is { Rank: > 0 } ? ExitCode.Done : Math.Max(signals.ExitCode, ExitCode.Interrupted);
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
