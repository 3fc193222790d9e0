using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Runs.Metrics;
using Descent.Runs.Storage;
using Descent.Training;
using Descent.Training.Observers;

namespace Descent.Doctor.Watching;

/// <summary>
/// Watches a run: measures within its steps for a fiftieth of their time, asks all checks, and tells each finding once. It changes no number of the run. What it
/// measured and said is in doctor.json, probes.jsonl and findings.jsonl.
/// </summary>
public sealed class RunDoctor : ITrainingObserver, IStepProbe, IDisposable
{
    private readonly ProbeSchedule _schedule;
    private readonly TimeProvider _clock;
    private readonly Action<Finding> _tell;
    private readonly LossWindow _losses = new();
    private readonly List<(string Name, double Value)> _values = [];
    private readonly HashSet<(string Check, Severity Severity)> _told = [];
    private readonly Queue<Finding> _untold = [];
    private RunStart? _start;
    private ProbedRun? _run;
    private RunHistory? _history;
    private MetricsLog? _probes;
    private FindingsLog? _findings;
    private GradientWatch? _gradients;
    private LayerWatch? _layers;
    private TrainingSample? _sample;
    private StepCurvature? _curvature;
    private TimeSpan _took;
    private long _step;

    /// <param name="level">How closely to look; not Off.</param>
    /// <param name="tell">Is told each finding: those of an epoch after it, the others at the end.</param>
    /// <param name="clock">The clock that bounds the time that looking takes.</param>
    public RunDoctor(DoctorLevel level, Action<Finding> tell, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(level, DoctorLevel.Off);
        _schedule = new ProbeSchedule(level, clock);
        (_tell, _clock) = (tell, clock);
    }

    /// <inheritdoc />
    public void RunStarted(RunStart start)
    {
        _start = start;
        _probes = MetricsLog.OpenWhole(start.Run.ProbesPath);
        _findings = FindingsLog.Open(start.Run.FindingsPath);
        _told.UnionWith(FindingsLog.Read(start.Run.FindingsPath).Select(finding => (finding.Check, finding.Severity)));
        _history = File.Exists(start.Run.FactsPath) ? RunHistory.Read(start.Run) : null;
    }

    /// <inheritdoc />
    public void Attached(ProbedRun run)
    {
        _run = run;
        _gradients = new GradientWatch(run.Parameters, run.Length, run.Inputs.Plan.Training.BatchSize);
        _sample = TrainingSample.Of(run, _schedule.Level);
        if (_history is null && _start!.FirstStep == 0 && Preflight.Preflight.CanTry(run))
        {
            PreflightFacts tried = Preflight.Preflight.Measure(run, _clock, out IReadOnlyList<long> classCounts);
            _history = new RunHistory(_start.Run.Manifest, Facts() with { Preflight = tried, ClassCounts = classCounts });
            Ask();
            Tell();
        }
    }

    /// <inheritdoc />
    public void StepStarting(long step)
    {
        if (!_gradients!.IsOpen && _schedule.IsDue(step))
        {
            long start = _clock.GetTimestamp();
            _curvature?.Dispose();
            _curvature = _schedule.IsCurvatureDue(step) ? StepCurvature.Of(_run!) : null; // Before layers are watched, which are to see the step's own batch.
            _layers = new LayerWatch(_run!.Network, _clock);
            _took = _clock.GetElapsedTime(start);
        }
    }

    /// <inheritdoc />
    public void GradientsReady(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights)
    {
        if (_layers is null && !_gradients!.IsOpen)
        {
            return;
        }

        long start = _clock.GetTimestamp();
        if (_layers is { } layers)
        {
            layers.Dispose();
            _values.AddRange([.. layers.Values(), .. _gradients!.Open(gradients, weights)]);
            _took += layers.Took + _clock.GetElapsedTime(start);
        }
        else
        {
            _values.AddRange(_gradients!.Go(gradients));
            _schedule.Spend(_clock.GetElapsedTime(start));
        }
    }

    /// <inheritdoc />
    public void WeightsUpdated(ReadOnlySpan<float> weights)
    {
        if (_layers is not null)
        {
            long start = _clock.GetTimestamp();
            _values.AddRange(_gradients!.Updates(weights));
            if (_curvature?.WeightsUpdated(weights) is { } curvature && double.IsFinite(curvature))
            {
                _values.Add((Quantity.StepCurvature, curvature));
            }

            _took += _clock.GetElapsedTime(start);
        }
    }

    /// <inheritdoc />
    public void StepFinished(in StepReport step)
    {
        _step = step.Step;
        _losses.Add(step.Loss, step.Elapsed, step.Waited);
        if (_layers is { } layers)
        {
            long start = _clock.GetTimestamp();
            if (_history is not { Facts.Layers.Count: > 0 })
            {
                _history ??= new RunHistory(_start!.Run.Manifest, Facts());
                _history.Facts = _history.Facts with { Layers = layers.Order };
                JsonFile.Write(_start!.Run.FactsPath, _history.Facts, DoctorJson.Default.RunFacts);
            }

            _values.AddRange(
            [
                .. _losses.Take(), (Quantity.LearningRate, step.LearningRate), (Quantity.Memory, Environment.WorkingSet),
                (Quantity.DoctorShare, _schedule.SpentShare),
            ]);
            _layers = null;
            Record(step.Step, step.Epoch);
            Ask();
            _schedule.Looked(step.Step, _took + _clock.GetElapsedTime(start));
        }
        else if (_values.Count > 0 || (_losses.IsFull(step.Step) && _history is not null))
        {
            long start = _clock.GetTimestamp();
            if (_losses.IsFull(step.Step))
            {
                _values.AddRange([.. _losses.Take(), (Quantity.LearningRate, step.LearningRate)]);
            }

            Record(step.Step, step.Epoch);
            _schedule.Spend(_clock.GetElapsedTime(start));
        }
    }

    /// <inheritdoc />
    public void EpochFinished(EpochReport epoch)
    {
        long start = _clock.GetTimestamp();
        if (_history is not null)
        {
            foreach ((string name, double value) in epoch.Metrics())
            {
                _history.Add(name, epoch.Step, epoch.Epoch, value);
            }

            _values.AddRange(_sample?.Evaluate(epoch.Examples) ?? []);
            Record(epoch.Step, epoch.Epoch);
        }

        Ask();
        Tell();
        _schedule.Spend(_clock.GetElapsedTime(start));
    }

    /// <inheritdoc />
    public void RunFinished(TrainingOutcome outcome)
    {
        if (_history is not null)
        {
            _history.IsFinished = outcome.End != TrainingEnd.Interrupted;
            Ask();
        }

        Tell();
    }

    /// <inheritdoc />
    /// <remarks>A run that was refused a step ends here: what was found before is told all the same.</remarks>
    public void Dispose()
    {
        if (_history is not null && RefusedStepOf() is { } refused)
        {
            _history.Refused = refused;
            Ask();
        }

        Tell();
        _layers?.Dispose();
        _curvature?.Dispose();
        _probes?.Dispose();
        _findings?.Dispose();
    }

    private Training.Loop.RefusedStep? RefusedStepOf() =>
        Training.Loop.RefusedStep.Read(_start!.Run) is { } refused && refused.Step == _step + 1 ? refused : null;

    private RunFacts Facts() => new()
    {
        Parameters = [.. _run!.Parameters.Select(parameter => new ParameterFacts(parameter.Name, parameter.Shape))],
        Epochs = _start!.Epochs,
        StepsPerEpoch = _start.StepsPerEpoch,
        TrainExamples = _start.TrainExamples,
        ValidationExamples = _start.ValidationExamples,
        Classes = _run.Inputs.Data.ClassNames.Count,
        Cores = Environment.ProcessorCount,
        Threads = _start.Threads,
    };

    private void Record(long step, int epoch)
    {
        foreach ((string name, double value) in _values)
        {
            _history!.Add(name, step, epoch, value);
            _probes!.Write(step, epoch, name, value);
        }

        _probes!.Flush();
        _values.Clear();
    }

    // A finding is told once, and once more if it has become worse.
    private void Ask()
    {
        if (_history is null)
        {
            return;
        }

        foreach (Finding finding in CheckCatalog.Look(_history))
        {
            if (_told.Add((finding.Check, finding.Severity)))
            {
                _findings!.Write(finding);
                _untold.Enqueue(finding);
            }
        }
    }

    private void Tell()
    {
        while (_untold.TryDequeue(out Finding? finding))
        {
            _tell(finding);
        }
    }
}
