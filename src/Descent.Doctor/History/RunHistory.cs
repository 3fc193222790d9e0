using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Runs.Metrics;
using Descent.Runs.Storage;
using Descent.Training;
using Descent.Training.Loop;

namespace Descent.Doctor.History;

/// <summary>What has been measured of a run so far: all that checks look at, the same while it trains and when its folder is read later.</summary>
public sealed class RunHistory
{
    private readonly Dictionary<string, Series> _series = [];

    /// <param name="manifest">What was asked of the run.</param>
    /// <param name="facts">What is known of it before its first step.</param>
    public RunHistory(RunManifest manifest, RunFacts facts)
    {
        Manifest = manifest;
        Facts = facts;
        Plan = TrainingPlan.From(manifest);
    }

    /// <summary>What was asked of the run.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The options, as typed values.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>What is known of it before its first step.</summary>
    public RunFacts Facts { get; internal set; }

    /// <summary>The step that was refused, as refused-step.json tells it; null when none was.</summary>
    public RefusedStep? Refused
    {
        get;
        internal set
        {
            field = value;
            if (value is not null && value.Step > Step)
            {
                (Step, Epoch) = (value.Step - 1, value.Epoch);
            }
        }
    }

    /// <summary>Whether the run ended as it was asked to.</summary>
    public bool IsFinished { get; internal set; }

    /// <summary>The newest step of which anything was measured, or the one before the refused one.</summary>
    public long Step { get; private set; }

    /// <summary>The epoch of that step.</summary>
    public int Epoch { get; private set; }

    /// <summary>Steps in the run; null for a stream.</summary>
    public long? StepsInAll => Facts.StepsPerEpoch * Facts.Epochs;

    /// <summary>A quantity by its name, see <see cref="Quantity"/>; empty when it was never measured.</summary>
    public Series this[string name] => _series.GetValueOrDefault(name, Series.Empty);

    /// <summary>The history of a run from its folder. A run that trained without the doctor has losses, scores and waits only.</summary>
    /// <exception cref="RunConfigurationException">One of its files is damaged.</exception>
    public static RunHistory Read(RunFolder run)
    {
        RunFacts facts = File.Exists(run.FactsPath) ? JsonFile.Read(run.FactsPath, DoctorJson.Default.RunFacts, RunFacts.NewestFormat) : new RunFacts();
        var history = new RunHistory(run.Manifest, facts) { IsFinished = run.ReadResult() is not null, Refused = RefusedStep.Read(run) };
        bool isProbed = File.Exists(run.ProbesPath);
        if (isProbed)
        {
            history.Take(run.ProbesPath, name => name);
        }

        history.Take(run.MetricsPath, name => name switch
        {
            "train/loss" => isProbed ? null : Quantity.LossMean,
            "learning-rate" => isProbed ? null : Quantity.LearningRate,
            _ => name,
        });
        if (!isProbed)
        {
            history.Take(run.TimingsPath, name => name);
        }

        return history;
    }

    /// <summary>Adds a measured value; see <see cref="Series"/> for a step that was there before.</summary>
    public void Add(string name, long step, int epoch, double value)
    {
        if (!_series.TryGetValue(name, out Series? series))
        {
            _series.Add(name, series = new Series([]));
        }

        series.Add(new Point(step, epoch, value));
        if (step >= Step)
        {
            (Step, Epoch) = (step, epoch);
        }
    }

    /// <summary>What was known once a step was made, as the checks were asked of it then.</summary>
    internal RunHistory Until(long step)
    {
        var known = new RunHistory(Manifest, Facts);
        foreach ((string name, Series series) in _series)
        {
            foreach (Point point in series.Before(step + 1).Points)
            {
                known.Add(name, point.Step, point.Epoch, point.Value);
            }
        }

        return known;
    }

    private void Take(string path, Func<string, string?> rename)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            foreach (MetricValue line in MetricsReader.Read(path))
            {
                if (rename(line.Name) is { } name)
                {
                    Add(name, line.Step, line.Epoch, line.Value);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"'{path}' cannot be read.", e.Message, "the lines that Descent wrote", "Restore it from a copy, or remove the damaged line."));
        }
    }
}
