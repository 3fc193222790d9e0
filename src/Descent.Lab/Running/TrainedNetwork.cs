using Descent.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>A network after its training.</summary>
/// <param name="Network">It, with its last weights.</param>
/// <param name="Losses">The loss of each step, before its update.</param>
/// <param name="Outcome">What the trainer says; null where a step was refused because of numbers that are not finite.</param>
internal sealed record TrainedNetwork(Module<Tensor, Tensor> Network, IReadOnlyList<double> Losses, TrainingOutcome? Outcome) : IDisposable
{
    /// <summary>The share of test examples that are right; 0 after a divergence.</summary>
    public double TestAccuracy => Outcome?.Test?.Accuracy ?? 0;

    /// <summary>The mean loss of the last steps; infinite after a divergence.</summary>
    public double FinalLoss => Outcome is null ? double.PositiveInfinity : Losses.TakeLast(Math.Max(1, Losses.Count / 10)).Average();

    public void Dispose() => Network.Dispose();
}
