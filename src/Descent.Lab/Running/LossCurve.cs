using System.Runtime.ExceptionServices;
using Descent.Training.Observers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>Keeps the loss of every step, and shows the network to an experiment that wants to see it.</summary>
internal sealed class LossCurve(Module<Tensor, Tensor> network, Action<Module<Tensor, Tensor>, StepReport>? watch) : ITrainingObserver
{
    private ExceptionDispatchInfo? _failure;

    public List<double> Losses { get; } = [];

    public void StepFinished(in StepReport step)
    {
        Losses.Add(step.Loss);
        try
        {
            watch?.Invoke(network, step);
        }
        catch (Exception e)
        {
            // The trainer would leave out an observer that throws, and the experiment its measurement.
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    /// <summary>Throws what the experiment threw while it watched.</summary>
    public void Rethrow() => _failure?.Throw();
}
