using System.Runtime.ExceptionServices;
using Descent.Data;
using Descent.Runs;
using Descent.Training.Forks;
using Descent.Training.Observers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Proofs;

/// <summary>Measures a fork's network before its first step and after some of its steps; what fails in it is thrown again, as nothing can be proven without.</summary>
/// <param name="measure">Is given the run and how many of the fork's steps have been made, 0 at first; must leave the run as it was.</param>
internal sealed class MeasuringProbe(Action<ProbedRun, int> measure) : IStepProbe
{
    private ProbedRun? _run;
    private int _steps;
    private ExceptionDispatchInfo? _failure;

    /// <inheritdoc />
    public void Attached(ProbedRun run)
    {
        _run = run;
        Measure();
    }

    /// <inheritdoc />
    public void StepStarting(long step)
    {
    }

    /// <inheritdoc />
    public void GradientsReady(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights)
    {
    }

    /// <inheritdoc />
    public void WeightsUpdated(ReadOnlySpan<float> weights)
    {
        _steps++;
        Measure();
    }

    /// <summary>Throws what was thrown while it measured.</summary>
    public void Rethrow() => _failure?.Throw();

    /// <summary>Goes through a fork and measures it.</summary>
    public static ForkResult Run(
        RunFolder run, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, ForkRequest request, Action<ProbedRun, int> measure)
    {
        var probe = new MeasuringProbe(measure);
        ForkResult result = Fork.Run(run, makeNetwork, data, request with { Probe = probe });
        probe.Rethrow();
        return result;
    }

    private void Measure()
    {
        try
        {
            measure(_run!, _steps);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }
}
