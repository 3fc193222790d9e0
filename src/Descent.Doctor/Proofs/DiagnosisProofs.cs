using Descent.Data;
using Descent.Doctor.Reports;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Doctor.Proofs;

/// <summary>What was tried of a diagnosis, on forks of its run.</summary>
/// <param name="FromStart">Whether suggestions were tried from the initial weights: of a finished run, whose rate has gone down to nothing, nothing would differ from its end.</param>
/// <param name="Tried">What findings suggested.</param>
/// <param name="Plateau">What the place is where the loss falls no more; null where no finding says that it doesn't.</param>
public sealed record DiagnosisProofs(bool FromStart, IReadOnlyList<Counterfactual> Tried, PlateauProof? Plateau)
{
    /// <summary>Tries what findings suggest and, where the loss falls no more, finds out why.</summary>
    /// <param name="diagnosis">The diagnosis; its run stays as it is.</param>
    /// <param name="makeNetwork">Makes the network that the run was started with.</param>
    /// <param name="data">The data that it was started with.</param>
    /// <param name="steps">Steps of each fork, 16 or more; against overfitting as many as the run had made, up to ten times that.</param>
    /// <param name="progress">Is told what is being done.</param>
    public static DiagnosisProofs Of(
        Diagnosis diagnosis, Func<Module<Tensor, Tensor>> makeNetwork, Dataset data, int steps, IProgress<string>? progress = null)
    {
        bool fromStart = diagnosis.History.IsFinished;
        List<Counterfactual> tried = [];
        foreach (Counterfactual one in Counterfactual.Try(diagnosis.Run, makeNetwork, data, diagnosis.Findings, steps, fromStart))
        {
            progress?.Report($"tried {string.Join(' ', one.Options)}");
            tried.Add(one);
        }

        return new DiagnosisProofs(fromStart, tried, diagnosis.IsFlat ? PlateauProof.Run(diagnosis.Run, makeNetwork, data, steps, progress) : null);
    }
}
